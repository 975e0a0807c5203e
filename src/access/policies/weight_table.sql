-- What offences weigh, as a publisher's file says: nothing about anybody.
alter table weight_table enable row level security;
alter table weight_table force row level security;
grant select, insert, update (taken_back_by, taken_back_at, taken_back_why) on weight_table to waymark_app;
create policy see on weight_table for select to waymark_app using (scheme_id = (select viewer_scheme()) and (select viewer_sees('scores')));
create policy add on weight_table for insert to waymark_app with check (
  scheme_id = (select viewer_scheme()) and (select viewer_may('matrix:edit')) and uploaded_by = (select viewer_staff())
);
-- Taken back by whoever may bring one in; never changed otherwise.
create policy take_back on weight_table for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and (select viewer_may('matrix:edit')) and taken_back_at is null
) with check (scheme_id = (select viewer_scheme()) and taken_back_by = (select viewer_staff()));
grant select on weight_table to waymark_selection;
create policy selection on weight_table for select to waymark_selection using ($service(selection));
grant select on weight_table to waymark_measurement;
create policy measurement on weight_table for select to waymark_measurement using ($service(measurement));
