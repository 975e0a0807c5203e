-- Notes of progress and reviews. A note is shown under its goal, so who may not see the goal meets no note of it.
grant select, insert, update on plan_note to waymark_app;
create policy see on plan_note for select to waymark_app using (
  (select viewer_sees('plan'))
  and $shared(plan)
  and $reason(plan_note.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on plan_note for insert to waymark_app with check (
  (select viewer_may('plan:edit')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(plan_note.person_id: team lead co-worker management embedded)
);
-- Whoever holds a step notes how it is coming on, and puts right their own notes of it, without editing the plan; the
-- link worker whom the person was given notes on any goal that is worked on.
create policy add_own on plan_note for insert to waymark_app with check (
  (select viewer_may('plan:note')) and kind = 'progress' and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and (exists (select 1 from plan_step t where t.id = plan_note.step_id and t.goal_id = plan_note.goal_id and t.person_id = plan_note.person_id
      and t.staff_id = (select viewer_staff()))
    or ($reason(plan_note.person_id: embedded)
      and exists (select 1 from plan_goal g where g.id = plan_note.goal_id and g.person_id = plan_note.person_id and g.state in ('active', 'later'))
      and (step_id is null or exists (select 1 from plan_step t where t.id = plan_note.step_id and t.goal_id = plan_note.goal_id))))
  and $reason(plan_note.person_id: team lead co-worker management embedded)
);
create policy change_own on plan_note for update to waymark_app using (
  (select viewer_may('plan:note')) and kind = 'progress' and staff_id = (select viewer_staff()) and agency_id = (select viewer_agency())
  and $reason(plan_note.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('plan:note')) and kind = 'progress' and staff_id = (select viewer_staff()) and agency_id = (select viewer_agency()));
create policy change on plan_note for update to waymark_app using (
  (select viewer_may('plan:edit')) and agency_id = (select viewer_agency())
  and $reason(plan_note.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('plan:edit')) and agency_id = (select viewer_agency()));
$history(plan_note)
$stays(plan_note)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on plan_note to waymark_definer;
create policy refused on plan_note for select to waymark_definer using ((select viewer_known()));
