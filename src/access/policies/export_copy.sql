-- Who has a copy of what: one's own, and all of the scheme's for those who answer for them. Of people it holds nothing.
alter table export_copy enable row level security;
alter table export_copy force row level security;
grant select, insert, update on export_copy to waymark_app;
create policy see on export_copy for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and (staff_id = (select viewer_staff()) or (select viewer_sees('exports')))
);
create policy add on export_copy for insert to waymark_app with check (
  (select viewer_may('cohort:export')) and scheme_id = (select viewer_scheme())
  and staff_id = (select viewer_staff()) and agency_id = (select viewer_agency())
);
create policy change on export_copy for update to waymark_app using (staff_id = (select viewer_staff()) and scheme_id = (select viewer_scheme()))
  with check (staff_id = (select viewer_staff()) and scheme_id = (select viewer_scheme()));
$history(export_copy)
