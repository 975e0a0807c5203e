-- Who took which copy of a pack: everybody who sees the meeting knows. Each takes their own.
alter table panel_copy enable row level security;
alter table panel_copy force row level security;
grant select, insert on panel_copy to waymark_app;
create policy see on panel_copy for select to waymark_app using (
  (select viewer_sees('panel')) and exists (select 1 from panel_meeting m where m.id = panel_copy.meeting_id)
);
create policy add on panel_copy for insert to waymark_app with check (
  (select viewer_sees('panel')) and staff_id = (select viewer_staff()) and exists (select 1 from panel_meeting m where m.id = panel_copy.meeting_id)
);
