-- What was done with the person. A prison or a provider sees the contacts it made itself.
grant select, insert, update on contact to waymark_app;
create policy see on contact for select to waymark_app using (
  (select viewer_sees('contacts'))
  and $shared(contacts)
  and $reason-once(contact.person_id: team lead co-worker management after-care embedded break-glass)
);
create policy own on contact for select to waymark_app using (
  (select viewer_sees('own-contacts'))
  and agency_id = (select viewer_agency())
  and $reason-once(contact.person_id: team lead co-worker management after-care embedded custody referral break-glass)
);
create policy add on contact for insert to waymark_app with check (
  (select viewer_may('contact:record'))
  and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(contact.person_id: team lead co-worker management embedded custody referral)
);
create policy change on contact for update to waymark_app using (
  (select viewer_may('contact:record')) and agency_id = (select viewer_agency())
  and $reason(contact.person_id: team lead co-worker management embedded custody referral)
) with check (agency_id = (select viewer_agency()));
grant select on contact to waymark_measurement;
create policy measurement on contact for select to waymark_measurement using ($service(measurement));
$history(contact)
$stays(contact)
-- What was planned ahead is withdrawn when the person leaves the scheme (see allocation): nothing else of a
-- contact can be changed that way.
grant select (person_id, state, at, version), update (state, withdrawn_why, version, changed_at, changed_by) on contact to waymark_definer;
create policy leaving on contact for update to waymark_definer using ((select viewer_known()) and state = 'planned') with check (state = 'withdrawn');
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal); an employer's
-- manager is given counts and minutes of their own staff's (worker_activity, names_somebody).
grant select (id, agency_id, staff_id, kind, outcome, minutes) on contact to waymark_definer;
create policy refused on contact for select to waymark_definer using ((select viewer_known()));
-- What somebody planned and leaves behind is given to a colleague of their agency (handover_contact): its worker and no
-- more. A calendar that another program reads has times, and the place where it was asked for (calendar_feed); a double
-- booking is told of without what it is.
grant select (place, planned, changed_at, handling, named_agencies), update (staff_id) on contact to waymark_definer;
create policy handed on contact for update to waymark_definer using ((select viewer_may('case:allocate')) and state = 'planned')
  with check ((select viewer_may('case:allocate')) and state = 'planned');
-- Reminders are made, and looked at once more before they go out, by the notices service.
grant select (id, person_id, agency_id, staff_id, kind, state, at, place, handling, named_agencies) on contact to waymark_notices;
create policy notices on contact for select to waymark_notices using ($service(notices));
-- An agency that takes another's work over (_succession.sql).
grant update (agency_id) on contact to waymark_definer;
create policy succeed on contact for update to waymark_definer using ((select viewer_may('agency:succeed')) and state = 'planned') with check ((select viewer_may('agency:succeed')) and state = 'planned');
-- Work of a provider, counted for the return of its grant: no note and no place.
grant select (id, person_id, agency_id, staff_id, kind, state, at, outcome, minutes) on contact to waymark_grants;
create policy grants on contact for select to waymark_grants using ($service(grants));
-- A contact of one's own agency that came to somebody by a wrong link (separation_move in _reassigning.sql).
grant select (series_id), update (person_id, step_id, version, changed_at, changed_by) on contact to waymark_definer;
create policy reassigned on contact for update to waymark_definer using ((select viewer_may('contact:record')) and agency_id = (select viewer_agency()))
  with check ((select viewer_may('contact:record')) and agency_id = (select viewer_agency()));
-- Whoever wrote it, and said that it is the other person's, may tell it from another while they may not see whose it is now:
-- when it was, its kind and what came of it, and nothing that was written down.
create or replace function contacts_own_gone(of_separation bigint)
returns table (id bigint, at timestamptz, kind text, outcome text, planned boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select c.id, c.at, c.kind, c.outcome, c.state = 'planned'
  from separation_item i join separation x on x.id = i.separation_id
    join contact c on c.id = case when i.item ~ '^contact [0-9]{1,15}$' then split_part(i.item, ' ', 2)::bigint end
  where i.separation_id = of_separation and i.verdict = 'moved' and i.superseded_at is null and i.agency_id = viewer_agency()
    and c.agency_id = viewer_agency() and c.staff_id = viewer_staff() and viewer_may('contact:record') and viewer_reaches(x.person_id);
end $$;
alter function contacts_own_gone(bigint) owner to waymark_definer;
revoke all on function contacts_own_gone(bigint) from public;
grant execute on function contacts_own_gone(bigint) to waymark_app, waymark_definer;
-- It follows a number that leads elsewhere (contacts_follow), and comes back when a reviewer takes the join back.
create policy retired on contact for update to waymark_definer
  using ((select viewer_known()) and exists (select 1 from person p where p.id = contact.person_id and p.gone_to is not null))
  with check ((select viewer_known()));
create policy restored on contact for update to waymark_definer using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
