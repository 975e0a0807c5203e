-- Who took which sheet of paper: their own, and all of them for whoever makes briefings. Each takes their own.
alter table briefing_copy enable row level security;
alter table briefing_copy force row level security;
grant select, insert on briefing_copy to waymark_app;
create policy see on briefing_copy for select to waymark_app using (
  ((select viewer_may('briefing:make')) or (select viewer_sees('briefing')))
  and exists (select 1 from briefing b where b.id = briefing_copy.briefing_id)
);
-- Their own, also when the briefing is gone: what is on paper is still to be destroyed, and they say that it is.
create policy own on briefing_copy for select to waymark_app using (staff_id = (select viewer_staff()));
grant update (destroyed_at) on briefing_copy to waymark_app;
create policy destroy on briefing_copy for update to waymark_app using (staff_id = (select viewer_staff()))
  with check (staff_id = (select viewer_staff()));
create policy add on briefing_copy for insert to waymark_app with check (
  staff_id = (select viewer_staff())
  and ((select viewer_may('briefing:make')) or (select viewer_sees('briefing')))
  and exists (select 1 from briefing b where b.id = briefing_copy.briefing_id and b.state = 'released')
);
-- Those who were shown a report in it, where the report is recalled (report_readers).
grant select on briefing_copy to waymark_definer;
create policy definer on briefing_copy for select to waymark_definer using ((select viewer_known()));
