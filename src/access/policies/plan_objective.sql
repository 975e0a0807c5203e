alter table plan_objective enable row level security;
alter table plan_objective force row level security;
grant select, insert, update on plan_objective to waymark_app;
create policy see on plan_objective for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on plan_objective for insert to waymark_app with check ((select viewer_may('board:manage')) and scheme_id = (select viewer_scheme()));
create policy change on plan_objective for update to waymark_app using ((select viewer_may('board:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('board:manage')) and scheme_id = (select viewer_scheme()));
$history(plan_objective)
