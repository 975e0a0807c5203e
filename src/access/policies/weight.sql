alter table weight enable row level security;
alter table weight force row level security;
grant select, insert on weight to waymark_app;
create policy see on weight for select to waymark_app using (
  (select viewer_sees('scores')) and exists (select 1 from weight_table where weight_table.id = weight.table_id)
);
create policy add on weight for insert to waymark_app with check (
  (select viewer_may('matrix:edit')) and exists (select 1 from weight_table where weight_table.id = weight.table_id)
);
grant select on weight to waymark_selection;
create policy selection on weight for select to waymark_selection using ($service(selection));
grant select on weight to waymark_measurement;
create policy measurement on weight for select to waymark_measurement using ($service(measurement));
