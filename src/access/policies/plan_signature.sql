-- Who put their name to the goals: written once, never changed.
grant select, insert on plan_signature to waymark_app;
create policy see on plan_signature for select to waymark_app using (
  (select viewer_sees('plan'))
  and (agency_id = (select viewer_agency()) or (select viewer_shares('plan')))
  and $reason(plan_signature.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on plan_signature for insert to waymark_app with check (
  (select viewer_may('plan:countersign')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(plan_signature.person_id: team lead co-worker management embedded)
);
$history(plan_signature)
create or replace trigger plan_signed before insert on plan_signature for each row execute function plan_signed();
