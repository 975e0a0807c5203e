grant select, insert on voluntary_agreement to waymark_app;
create policy see on voluntary_agreement for select to waymark_app using (
  (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(voluntary_agreement.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection)
);
create policy add on voluntary_agreement for insert to waymark_app with check (
  (select viewer_may('contact:record')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(voluntary_agreement.person_id: team lead co-worker management)
);
$history(voluntary_agreement)
$stays(voluntary_agreement)
