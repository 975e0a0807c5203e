-- Whoever tried says so in their own name.
grant select, insert on warrant_attempt to waymark_app;
create policy see on warrant_attempt for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('contacts'))
  and $shared(licence)
  and $reason(warrant_attempt.person_id: team lead co-worker management after-care break-glass)
);
create policy add on warrant_attempt for insert to waymark_app with check (
  ((select viewer_may('compliance:register')) or (select viewer_may('enforcement:record'))) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(warrant_attempt.person_id: team lead co-worker management)
  and exists (select 1 from warrant p where p.id = warrant_attempt.warrant_id and p.person_id = warrant_attempt.person_id)
);
$stays(warrant_attempt)
