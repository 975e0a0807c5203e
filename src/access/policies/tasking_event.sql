-- Seen by whoever sees the tasking.
alter table tasking_event enable row level security;
alter table tasking_event force row level security;
grant select, insert on tasking_event to waymark_app;
create policy see on tasking_event for select to waymark_app using (
  exists (select 1 from tasking t where t.id = tasking_event.tasking_id)
);
create policy add on tasking_event for insert to waymark_app with check (
  staff_id = (select viewer_staff())
  and exists (select 1 from tasking t where t.id = tasking_event.tasking_id and t.person_id is not distinct from tasking_event.person_id)
);
