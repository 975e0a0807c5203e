-- What is arranged for a release is seen as the plan is; whoever records work with the person keeps it, the prison included.
grant select, insert, update on release_plan to waymark_app;
create policy see on release_plan for select to waymark_app using (
  (select viewer_sees('plan'))
  and $shared(plan)
  and $reason(release_plan.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on release_plan for insert to waymark_app with check (
  (select viewer_may('contact:record')) and (select viewer_sees('plan')) and agency_id = (select viewer_agency()) and changed_by = (select viewer_staff())
  and scheme_id = (select viewer_scheme())
  and $reason(release_plan.person_id: team lead co-worker management embedded custody)
);
create policy change on release_plan for update to waymark_app using (
  (select viewer_may('contact:record')) and (select viewer_sees('plan')) and $shared(plan)
  and $reason(release_plan.person_id: team lead co-worker management embedded custody)
) with check ((select viewer_may('contact:record')) and changed_by = (select viewer_staff()));
$history(release_plan)
$stays(release_plan)
