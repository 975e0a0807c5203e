-- That a tasking waits longer than was asked: each reads what they were told themselves, and only while they may see the tasking.
alter table tasking_told enable row level security;
alter table tasking_told force row level security;
grant select, update (opened_at) on tasking_told to waymark_app;
create policy own on tasking_told for select to waymark_app using (
  staff_id = (select viewer_staff()) and exists (select 1 from tasking k where k.id = tasking_told.tasking_id)
);
create policy opened on tasking_told for update to waymark_app using (staff_id = (select viewer_staff())) with check (staff_id = (select viewer_staff()));
grant select, insert, update (mail) on tasking_told to waymark_events;
create policy events on tasking_told to waymark_events using ($service(events)) with check ($service(events));
