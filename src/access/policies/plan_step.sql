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
-- Whoever does not edit the plan says how a step of their own is coming on; the link worker whom the person was given,
-- how the person's own are. Nothing else of the row is theirs to change (refuse_more_than_progress).
create policy tick on plan_step for update to waymark_app using (
  (select viewer_may('plan:note')) and (
    (staff_id = (select viewer_staff()) and $reason(plan_step.person_id: team lead co-worker management embedded))
    or (actor = 'person' and $reason(plan_step.person_id: embedded)))
) with check ((select viewer_may('plan:note')) and (staff_id = (select viewer_staff()) or actor = 'person'));
create or replace trigger ticks before update on plan_step for each row execute function refuse_more_than_progress();
$history(plan_step)
$stays(plan_step)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on plan_step to waymark_definer;
create policy refused on plan_step for select to waymark_definer using ((select viewer_known()));
-- What somebody leaves behind is given to a colleague (handover_step).
grant select (staff_id, state, version), update (staff_id, version, changed_at, changed_by) on plan_step to waymark_definer;
create policy handed on plan_step for update to waymark_definer using ((select viewer_may('case:allocate')))
  with check ((select viewer_may('case:allocate')));
create or replace trigger plan_written after insert or update of set_at on plan_step for each row execute function plan_written();
