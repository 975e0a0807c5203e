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

-- Of these numbers of Delius', those that the viewer's agency has noted already, whoever they are of: a number alone, so
-- that one of somebody whom the reader does not see spoils its own line and no other.
grant select (agency_id, delius_id) on delius_contact to waymark_definer;
create policy numbers on delius_contact for select to waymark_definer using ((select viewer_known()));
create or replace function delius_numbers_used(numbers text[]) returns table (number text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_may('contact:exchange') is not true then return; end if;
  return query
  select d.delius_id from delius_contact d where d.agency_id = viewer_agency() and d.delius_id = any (numbers)
  union select l.delius_id from delius_line l where l.agency_id = viewer_agency() and l.delius_id = any (numbers);
end $$;
alter function delius_numbers_used(text[]) owner to waymark_definer;
revoke all on function delius_numbers_used(text[]) from public;
grant execute on function delius_numbers_used(text[]) to waymark_app;
-- A contact that something hangs on is not given to another person (separation_move).
grant select (contact_id) on delius_contact to waymark_definer;
create policy hangs on delius_contact for select to waymark_definer using ((select viewer_may('contact:record')));
