alter table scheme_risk enable row level security;
alter table scheme_risk force row level security;
grant select, insert, update on scheme_risk to waymark_app;
create policy see on scheme_risk for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on scheme_risk for insert to waymark_app with check (
  (select viewer_may('scheme-risk:manage')) and scheme_id = (select viewer_scheme()) and register = 'scheme'
);
create policy change on scheme_risk for update to waymark_app using ((select viewer_may('scheme-risk:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('scheme-risk:manage')) and scheme_id = (select viewer_scheme()));
create policy answer on scheme_risk for update to waymark_app using ((select viewer_may('scheme-risk:accept')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('scheme-risk:accept')) and scheme_id = (select viewer_scheme()));
$history(scheme_risk)
