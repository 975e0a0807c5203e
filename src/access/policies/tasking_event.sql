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
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (tasking_id, person_id), update (person_id) on tasking_event to waymark_definer;
create policy definer on tasking_event for select to waymark_definer using ((select viewer_known()));
create policy goes on tasking_event for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
