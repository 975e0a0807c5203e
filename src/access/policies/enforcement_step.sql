-- What was decided, by whom and why: added to, never changed.
grant select, insert on enforcement_step to waymark_app;
create policy see on enforcement_step for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('contacts'))
  and $shared(licence)
  and $reason(enforcement_step.person_id: team lead co-worker management after-care break-glass)
);
create policy add on enforcement_step for insert to waymark_app with check (
  (select viewer_sees('licence')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(enforcement_step.person_id: team lead co-worker management)
  and exists (select 1 from enforcement_case p where p.id = enforcement_step.case_id and p.person_id = enforcement_step.person_id)
);
$stays(enforcement_step)
