alter table programme_need enable row level security;
alter table programme_need force row level security;
grant select, insert, delete on programme_need to waymark_app;
create policy see on programme_need for select to waymark_app using (
  exists (select 1 from programme_item where programme_item.id = programme_need.item_id)
);
create policy add on programme_need for insert to waymark_app with check (
  (select viewer_may('programme:manage')) and exists (select 1 from programme_item where programme_item.id = programme_need.item_id)
);
create policy remove on programme_need for delete to waymark_app using (
  (select viewer_may('programme:manage')) and exists (select 1 from programme_item where programme_item.id = programme_need.item_id)
);
