grant select, insert, update on plan to waymark_app;
create policy see on plan for select to waymark_app using (
  (select viewer_sees('plan'))
  and (agency_id = (select viewer_agency()) or (select viewer_shares('plan')))
  and $reason(plan.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on plan for insert to waymark_app with check (
  (select viewer_may('plan:edit')) and $reason(plan.person_id: team lead co-worker management embedded)
);
create policy change on plan for update to waymark_app using (
  (select viewer_may('plan:edit')) and $reason(plan.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('plan:edit')));
$history(plan)
$stays(plan)
