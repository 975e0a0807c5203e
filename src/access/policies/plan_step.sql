grant select, insert, update on plan_step to waymark_app;
create policy see on plan_step for select to waymark_app using (
  (select viewer_sees('plan'))
  and $shared(plan)
  and $reason(plan_step.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on plan_step for insert to waymark_app with check (
  (select viewer_may('plan:edit')) and agency_id = (select viewer_agency())
  and $reason(plan_step.person_id: team lead co-worker management embedded)
);
create policy change on plan_step for update to waymark_app using (
  (select viewer_may('plan:edit')) and $reason(plan_step.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('plan:edit')));
$history(plan_step)
$stays(plan_step)
