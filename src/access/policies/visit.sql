-- A visit is seen as its contact is: by its handling, and by whom it was made.
grant select, insert, update on visit to waymark_app;
create policy see on visit for select to waymark_app using (
  (select viewer_sees('contacts'))
  and $shared(contacts)
  and $reason(visit.person_id: team lead co-worker management after-care embedded break-glass)
);
create policy own on visit for select to waymark_app using (
  (select viewer_sees('own-contacts'))
  and agency_id = (select viewer_agency())
  and $reason(visit.person_id: team lead co-worker management after-care embedded custody referral break-glass)
);
-- Somebody goes out to an appointment of their own, which is theirs by the contact itself, or to one of a colleague whom
-- they cover today.
create policy add on visit for insert to waymark_app with check (
  (select viewer_may('contact:record'))
  and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff()) and scheme_id = (select viewer_scheme())
  and $reason(visit.person_id: team lead co-worker management embedded custody referral)
  and exists (select 1 from contact c where c.id = visit.contact_id and c.person_id = visit.person_id
    and (c.staff_id = (select viewer_staff()) or viewer_covers(c.staff_id))
    and c.handling = visit.handling and c.named_agencies = visit.named_agencies)
);
-- Nobody is kept from saying that they are safe, whatever became of the case meanwhile: the row, which has times and
-- numbers, is theirs.
create policy back on visit for update to waymark_app using (
  (select viewer_may('contact:record')) and staff_id = (select viewer_staff())
) with check (staff_id = (select viewer_staff()));
create policy mine on visit for select to waymark_app using (
  staff_id = (select viewer_staff()) and (select viewer_may('contact:record'))
);
$history(visit)
$stays(visit)
grant select, update on visit to waymark_definer;
create policy definer on visit to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));

-- A stricter handling of the contact is the visit's at once.
create or replace function visit_follows() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_name <> 'contact' or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'visits follow contacts';
  end if;
  update visit set handling = new.handling, named_agencies = new.named_agencies where contact_id = new.id;
  return null;
end $$;
alter function visit_follows() owner to waymark_definer;
revoke all on function visit_follows() from public;
create or replace trigger visit_follows after update of handling, named_agencies on contact for each row
  when (old.handling is distinct from new.handling or old.named_agencies is distinct from new.named_agencies) execute function visit_follows();

-- Who is out and when they are expected, without where or with whom: an officer who does not come back is looked for
-- whatever may be read about the visit. For themselves, their team, their deputy, and whoever has the team's day.
create or replace function visits_out() returns table (id bigint, staff_id bigint, started_at timestamptz, expected_at timestamptz, grace_minutes integer,
  alerted_at timestamptz, help_at timestamptz, version integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select v.id, v.staff_id, v.started_at, v.expected_at, v.grace_minutes, v.alerted_at, v.help_at, v.version from visit v
  where v.state = 'out' and v.scheme_id = viewer_scheme() and viewer_may('contact:record')
    and (v.staff_id = viewer_staff() or viewer_sees('team-day') or exists (
      select 1 from staff_role mine join staff_role theirs on theirs.team_id = mine.team_id
      where mine.staff_id = viewer_staff() and theirs.staff_id = v.staff_id and mine.scheme_id = v.scheme_id and theirs.scheme_id = v.scheme_id
        and (mine.to_date is null or mine.to_date > current_date) and (theirs.to_date is null or theirs.to_date > current_date))
      or exists (select 1 from absence b where b.staff_id = v.staff_id and b.deputy_id = viewer_staff() and b.ended_at is null
        and (now() at time zone 'Europe/London')::date between b.from_day and b.to_day))
  order by v.expected_at;
end $$;
alter function visits_out() owner to waymark_definer;
revoke all on function visits_out() from public;
grant execute on function visits_out() to waymark_app;

-- Whoever reached the officer says so for them; without the item, as above.
create or replace function visit_found(visit_id bigint, was_version integer) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare found_staff bigint;
begin
  if not exists (select 1 from visits_out() o where o.id = visit_id and o.version = was_version) then return null; end if;
  update visit v set state = 'safe', ended_at = now(), ended_by = viewer_staff(), version = v.version + 1
  where v.id = visit_id and v.state = 'out' and v.version = was_version returning v.staff_id into found_staff;
  return found_staff;
end $$;
alter function visit_found(bigint, integer) owner to waymark_definer;
revoke all on function visit_found(bigint, integer) from public;
grant execute on function visit_found(bigint, integer) to waymark_app;

-- Marks who has not said by the time of grace that they are safe, each once, and tells the rest of the system by number.
create or replace function visits_overdue(at timestamptz) returns table (id bigint, staff_id bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_service() is distinct from 'check-in' then
    raise insufficient_privilege using message = 'the check-in service alone';
  end if;
  return query
  update visit v set alerted_at = at where v.state = 'out' and v.alerted_at is null and v.expected_at + make_interval(mins => v.grace_minutes) < at
  returning v.id, v.staff_id;
end $$;
alter function visits_overdue(timestamptz) owner to waymark_definer;
revoke all on function visits_overdue(timestamptz) from public;
grant execute on function visits_overdue(timestamptz) to waymark_checkin;
