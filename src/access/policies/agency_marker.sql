grant select, insert, update on agency_marker to waymark_app;
create policy see on agency_marker for select to waymark_app using (
  (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(agency_marker.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection)
);
-- With the decision, by whoever signs it.
create policy add on agency_marker for insert to waymark_app with check (
  (select viewer_may('panel:decide')) and scheme_id = (select viewer_scheme())
  and $reason(agency_marker.person_id: management after-care agenda selection)
);
-- An agency sets its own.
create policy own on agency_marker for update to waymark_app using (
  agency_id = (select viewer_agency()) and (select viewer_may('contact:record'))
  and $reason(agency_marker.person_id: team lead co-worker management after-care)
) with check (agency_id = (select viewer_agency()) and done_by = (select viewer_staff()));
-- An agency's next extract says whether its marker stands.
grant select, update on agency_marker to waymark_selection;
create policy checked on agency_marker to waymark_selection using ($service(selection)) with check ($service(selection) and how = 'extract');
$history(agency_marker)
$stays(agency_marker)
