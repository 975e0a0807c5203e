-- Where somebody sleeps: by a handling of its own.
grant select, insert on curfew_address to waymark_app;
create policy see on curfew_address for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('contacts'))
  and $shared(licence)
  and $reason(curfew_address.person_id: team lead co-worker management after-care break-glass)
);
create policy add on curfew_address for insert to waymark_app with check (
  (select viewer_may('licence:edit')) and agency_id = (select viewer_agency())
  and $reason(curfew_address.person_id: team lead co-worker management)
  and exists (select 1 from curfew p where p.id = curfew_address.curfew_id and p.person_id = curfew_address.person_id)
);
$stays(curfew_address)
