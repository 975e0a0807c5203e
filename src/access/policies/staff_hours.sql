-- One's own hours; those of the scheme's staff for whoever plans caseloads.
alter table staff_hours enable row level security;
alter table staff_hours force row level security;
grant select, insert, update on staff_hours to waymark_app;
create policy own on staff_hours for select to waymark_app using (staff_id = (select viewer_staff()));
create policy see on staff_hours for select to waymark_app using ((select viewer_sees('workload')) and scheme_id = (select viewer_scheme()));
create policy add on staff_hours for insert to waymark_app with check (
  (select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()) and recorded_by = (select viewer_staff())
);
create policy change on staff_hours for update to waymark_app using ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()));
$history(staff_hours)
