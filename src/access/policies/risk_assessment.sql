-- What an assessment found, and who let it in where the assessor's training was not in date.
grant select, insert, update on risk_assessment to waymark_app;
create policy see on risk_assessment for select to waymark_app using (
  (select viewer_sees('risk'))
  and $shared(risk)
  and $reason(risk_assessment.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on risk_assessment for insert to waymark_app with check (
  (select viewer_may('risk:assess')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and state in ('accepted', 'held') and decided_by is null
  and $reason(risk_assessment.person_id: team lead co-worker management embedded)
);
create policy change on risk_assessment for update to waymark_app using (
  (select viewer_may('risk:assess')) and agency_id = (select viewer_agency())
  and $reason(risk_assessment.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('risk:assess')) and agency_id = (select viewer_agency()));
-- The named override: of what is held, whichever agency assessed.
create policy decide on risk_assessment for update to waymark_app using (
  (select viewer_may('risk:override')) and state = 'held' and staff_id <> (select viewer_staff())
  and $shared(risk)
  and $reason(risk_assessment.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('risk:override')) and state in ('accepted', 'refused') and decided_by = (select viewer_staff()));
$history(risk_assessment)
$stays(risk_assessment)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on risk_assessment to waymark_definer;
create policy refused on risk_assessment for select to waymark_definer using ((select viewer_known()));
