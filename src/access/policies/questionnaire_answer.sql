-- What the person says of themselves: for those who work with them. No provider's worker and no pathways manager.
grant select, insert, update on questionnaire_answer to waymark_app;
create policy see on questionnaire_answer for select to waymark_app using (
  (select viewer_sees('referrals'))
  and $shared(referrals)
  and $reason(questionnaire_answer.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on questionnaire_answer for insert to waymark_app with check (
  (select viewer_may('questionnaire:record'))
  and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(questionnaire_answer.person_id: team lead co-worker management embedded)
);
create policy change on questionnaire_answer for update to waymark_app using (
  (select viewer_may('questionnaire:record')) and agency_id = (select viewer_agency())
  and $reason(questionnaire_answer.person_id: team lead co-worker management embedded)
) with check (agency_id = (select viewer_agency()));
$history(questionnaire_answer)
$stays(questionnaire_answer)
-- worker_activity() counts who asked how often; the auditor is told whether what was refused exists (audit_refusal).
grant select (id, person_id, agency_id, staff_id, asked_on, refused, withdrawn_why) on questionnaire_answer to waymark_definer;
create policy definer on questionnaire_answer for select to waymark_definer using ((select viewer_known()));
-- How answers changed, counted for the return of a provider's grant with small numbers left out: no words of the person.
grant select (id, scheme_id, person_id, agency_id, asked_on, rule_id, answers, refused, withdrawn_why) on questionnaire_answer to waymark_grants;
create policy grants on questionnaire_answer for select to waymark_grants using ($service(grants));
