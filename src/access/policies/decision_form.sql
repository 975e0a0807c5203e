alter table decision_form enable row level security;
alter table decision_form force row level security;
-- A form that was used is never changed: a new version has a code of its own.
grant select, insert on decision_form to waymark_app;
create policy see on decision_form for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on decision_form for insert to waymark_app with check (
  (select viewer_may('decision:publish')) and scheme_id = (select viewer_scheme())
  and agency_id = (select viewer_agency()) and added_by = (select viewer_staff())
);
$history(decision_form)
