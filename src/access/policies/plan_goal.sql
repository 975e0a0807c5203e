grant select, insert, update on plan_goal to waymark_app;
create policy see on plan_goal for select to waymark_app using (
  (select viewer_sees('plan'))
  and $shared(plan)
  and $reason(plan_goal.person_id: team lead co-worker management after-care embedded custody break-glass)
);
-- The pathways manager sees needs, while one is open.
create policy need on plan_goal for select to waymark_app using (
  (select viewer_sees('needs')) and handling = 'partners' and $shared(plan)
  and $reason(plan_goal.person_id: referral)
);
create policy add on plan_goal for insert to waymark_app with check (
  (select viewer_may('plan:edit')) and agency_id = (select viewer_agency())
  and $reason(plan_goal.person_id: team lead co-worker management embedded)
);
create policy change on plan_goal for update to waymark_app using (
  (select viewer_may('plan:edit')) and $reason(plan_goal.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('plan:edit')));
$history(plan_goal)
$stays(plan_goal)
-- access_open() looks whether the need that opens the person to the pathways manager is there and open.
grant select on plan_goal to waymark_definer;
create policy definer on plan_goal for select to waymark_definer using ((select viewer_known()));
create or replace trigger plan_written after insert or update of set_at on plan_goal for each row execute function plan_written();
