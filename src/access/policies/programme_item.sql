alter table programme_item enable row level security;
alter table programme_item force row level security;
grant select, insert, update on programme_item to waymark_app;
create policy see on programme_item for select to waymark_app using (
  exists (select 1 from programme where programme.id = programme_item.programme_id)
);
create policy add on programme_item for insert to waymark_app with check (
  (select viewer_may('programme:manage')) and exists (select 1 from programme where programme.id = programme_item.programme_id)
);
create policy change on programme_item for update to waymark_app using (
  (select viewer_may('programme:manage')) and exists (select 1 from programme where programme.id = programme_item.programme_id)
) with check ((select viewer_may('programme:manage')) and exists (select 1 from programme where programme.id = programme_item.programme_id));
$history(programme_item)
