-- MAPPA, MARAC and safeguarding concerns: that they are, not what was said there.
grant select, insert, update on risk_register to waymark_app;
create policy see on risk_register for select to waymark_app using (
  (select viewer_sees('risk'))
  and $shared(risk)
  and $reason(risk_register.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on risk_register for insert to waymark_app with check (
  (select viewer_may('risk:flag')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(risk_register.person_id: team lead co-worker management embedded)
);
create policy change on risk_register for update to waymark_app using (
  (select viewer_may('risk:flag')) and agency_id = (select viewer_agency())
  and $reason(risk_register.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('risk:flag')));
create policy manage on risk_register for update to waymark_app using (
  (select viewer_may('risk:flag')) and $shared(risk) and $reason(risk_register.person_id: management)
) with check ((select viewer_may('risk:flag')));
$history(risk_register)
$stays(risk_register)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on risk_register to waymark_definer;
create policy refused on risk_register for select to waymark_definer using ((select viewer_known()));
