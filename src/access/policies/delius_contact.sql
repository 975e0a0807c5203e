-- A contact that Delius has been given or has: for whoever exchanges for the agency that made it.
grant select, insert, update on delius_contact to waymark_app;
create policy see on delius_contact for select to waymark_app using (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency())
  and $reason(delius_contact.person_id: team lead co-worker management break-glass)
);
create policy add on delius_contact for insert to waymark_app with check (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency())
  and $reason(delius_contact.person_id: team lead co-worker management)
);
create policy change on delius_contact for update to waymark_app using (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency())
  and $reason(delius_contact.person_id: team lead co-worker management)
) with check (agency_id = (select viewer_agency()));
$stays(delius_contact)
