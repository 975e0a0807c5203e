-- Who read it and when: their own line, and all of them for whoever makes briefings.
alter table briefing_reader enable row level security;
alter table briefing_reader force row level security;
grant select, insert, update on briefing_reader to waymark_app;
create policy see on briefing_reader for select to waymark_app using (
  staff_id = (select viewer_staff())
  or ((select viewer_may('briefing:make')) and exists (select 1 from briefing b where b.id = briefing_reader.briefing_id))
);
create policy read on briefing_reader for insert to waymark_app with check (
  staff_id = (select viewer_staff()) and (select viewer_sees('briefing'))
  and exists (select 1 from briefing b where b.id = briefing_reader.briefing_id)
);
create policy again on briefing_reader for update to waymark_app using (
  staff_id = (select viewer_staff()) and (select viewer_sees('briefing'))
) with check (staff_id = (select viewer_staff()));
-- Those who were shown a report in it, where the report is recalled (report_readers).
grant select on briefing_reader to waymark_definer;
create policy definer on briefing_reader for select to waymark_definer using ((select viewer_known()));
