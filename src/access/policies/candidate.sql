grant select, update on candidate to waymark_app;
create policy see on candidate for select to waymark_app using (
  (select viewer_sees('scores')) and (select viewer_shares('identity'))
  and $reason(candidate.person_id: management after-care selection agenda break-glass)
);
create policy change on candidate for update to waymark_app using (
  ((select viewer_may('candidate:propose')) or (select viewer_may('panel:decide')))
  and $reason(candidate.person_id: management selection agenda)
) with check ((select viewer_may('candidate:propose')) or (select viewer_may('panel:decide')));
grant select, insert, update on candidate to waymark_selection;
create policy selection on candidate to waymark_selection using ($service(selection)) with check ($service(selection));
$history(candidate)
$stays(candidate)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on candidate to waymark_definer;
create policy refused on candidate for select to waymark_definer using ((select viewer_known()));
-- Everybody who meets the rule, for the figures of fairness.
grant select (person_id, scheme_id, cohort, eligible) on candidate to waymark_measurement;
create policy measurement on candidate for select to waymark_measurement using ($service(measurement));
grant select (id, base_id) on candidate to waymark_measurement;
