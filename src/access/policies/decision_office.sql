alter table decision_office enable row level security;
alter table decision_office force row level security;
grant select, insert, update on decision_office to waymark_app;
create policy see on decision_office for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on decision_office for insert to waymark_app with check (
  (select viewer_may('decision:publish')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
);
create policy change on decision_office for update to waymark_app using (
  (select viewer_may('decision:publish')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
) with check (scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency()));
$history(decision_office)
