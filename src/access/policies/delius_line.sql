-- A line of a returned file that waits for a decision: for whoever exchanges for the agency whose file it is.
grant select, insert, update on delius_line to waymark_app;
create policy see on delius_line for select to waymark_app using (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency())
  and $reason(delius_line.person_id: team lead co-worker management break-glass)
);
create policy add on delius_line for insert to waymark_app with check (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency())
  and $reason(delius_line.person_id: team lead co-worker management)
);
create policy change on delius_line for update to waymark_app using (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency())
  and $reason(delius_line.person_id: team lead co-worker management)
) with check (agency_id = (select viewer_agency()));
$stays(delius_line)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on delius_line to waymark_definer;
create policy refused on delius_line for select to waymark_definer using ((select viewer_known()));
-- Numbers that are in use already (delius_numbers_used).
grant select (agency_id, delius_id) on delius_line to waymark_definer;
-- People of whom a line may be kept, by their CRN: whoever is only looked at for a while is to a file as a stranger.
create or replace function delius_people(crns text[]) returns table (id bigint, crn text)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select p.id, p.crn from person p where p.crn = any (crns) and $reason(p.id: team lead co-worker management);
$$;
revoke all on function delius_people(text[]) from public;
grant execute on function delius_people(text[]) to waymark_app;
