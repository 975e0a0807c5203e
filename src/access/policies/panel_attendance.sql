alter table panel_attendance enable row level security;
alter table panel_attendance force row level security;
grant select, insert, update on panel_attendance to waymark_app;
create policy see on panel_attendance for select to waymark_app using ((select viewer_sees('panel')));
create policy add on panel_attendance for insert to waymark_app with check ((select viewer_may('panel:prepare')) or (select viewer_may('panel:decide')));
create policy change on panel_attendance for update to waymark_app using ((select viewer_may('panel:prepare')) or (select viewer_may('panel:decide')))
  with check ((select viewer_may('panel:prepare')) or (select viewer_may('panel:decide')));
