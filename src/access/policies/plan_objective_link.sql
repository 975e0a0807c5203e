alter table plan_objective_link enable row level security;
alter table plan_objective_link force row level security;
grant select, insert, update on plan_objective_link to waymark_app;
create policy see on plan_objective_link for select to waymark_app using (exists (select 1 from plan_objective where plan_objective.id = plan_objective_link.objective_id));
create policy add on plan_objective_link for insert to waymark_app with check (
  (select viewer_may('board:manage')) and exists (select 1 from plan_objective where plan_objective.id = plan_objective_link.objective_id) and added_by = (select viewer_staff())
);
create policy change on plan_objective_link for update to waymark_app using ((select viewer_may('board:manage')) and exists (select 1 from plan_objective where plan_objective.id = plan_objective_link.objective_id))
  with check ((select viewer_may('board:manage')) and exists (select 1 from plan_objective where plan_objective.id = plan_objective_link.objective_id));
$history(plan_objective_link)
