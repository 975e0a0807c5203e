-- What was written about somebody while another's record was part of them, and goes to the other as it is: each kind by the
-- function of its own room (…_goes, in the file of its table). What is not listed here stays where it is.

-- Things of one kind, or of all: that one, or all of one person. `hangs`: something stands on it that would then say
-- something else of the other person than was done. Called by the definer's functions alone.
create or replace function separation_things(of_kind text, thing bigint, of_person bigint)
returns table (kind text, id bigint, person_id bigint, agency_id bigint, at timestamptz, hangs boolean)
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select 'contact'::text, c.id, c.person_id, c.agency_id, c.at, exists (select 1 from enforcement_case k where k.contact_id = c.id) or exists (select 1 from delius_contact k where k.contact_id = c.id)
      or exists (select 1 from visit k where k.contact_id = c.id)
      or exists (select 1 from message k where k.contact_id = c.id and (k.kind = 'message' or k.state not in ('queued', 'dropped')))
    from contact c where (of_kind is null or of_kind = 'contact') and (c.id = thing or c.person_id = of_person)
  union all
  select 'sighting', s.id, s.person_id, s.agency_id, s.reported_at, false
    from sighting s where (of_kind is null or of_kind = 'sighting') and (s.id = thing or s.person_id = of_person) and s.state <> 'withdrawn'
  union all
  select 'tasking', t.id, t.person_id, t.agency_id, t.asked_at, false
    from tasking t where (of_kind is null or of_kind = 'tasking') and (t.id = thing or t.person_id = of_person)
  union all
  select 'report-link', l.report_id, l.person_id, r.agency_id, l.at, false
    from report_person l join intelligence_report r on r.id = l.report_id
    where (of_kind is null or of_kind = 'report-link') and (l.report_id = thing or l.person_id = of_person)
  union all
  select 'risk-flag', f.id, f.person_id, f.agency_id, f.recorded_at, false
    from risk_flag f where (of_kind is null or of_kind = 'risk-flag') and (f.id = thing or f.person_id = of_person)
  union all
  select 'risk-assessment', f.id, f.person_id, f.agency_id, f.recorded_at, false
    from risk_assessment f where (of_kind is null or of_kind = 'risk-assessment') and (f.id = thing or f.person_id = of_person)
  union all
  -- A tag is fitted for a licence of this person's; what was issued without one goes.
  select 'compliance-item', k.id, k.person_id, k.agency_id, k.created_at, k.licence_id is not null
    from compliance_item k where (of_kind is null or of_kind = 'compliance-item') and (k.id = thing or k.person_id = of_person)
  union all
  select 'referral', f.id, f.person_id, f.agency_id, f.created_at, exists (select 1 from unmet_need n where n.referral_id = f.id)
      or exists (select 1 from referral_transfer n where n.referral_id = f.id)
    from referral f where (of_kind is null or of_kind = 'referral') and (f.id = thing or f.person_id = of_person);
end $$;

-- Whether those who have it in hand may go on with it. A provider who has answered a referral works with somebody, and a team
-- or a partner is still asked about somebody: it goes on with the other person only where whoever gives it works with and
-- may refer them (an emergency opens nothing that lasts), and where those asked may see them. Else it is ended here, and made or asked anew.
create or replace function separation_goes_on(of_kind text, thing bigint, to_person bigint) returns boolean
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  return case of_kind
    when 'tasking' then not exists (select 1 from tasking t where t.id = thing and t.state in ('asked', 'accepted')
      and tasking_reaches(to_person, t.to_team_id, t.to_agency_id, t.due_at) is not true)
    when 'referral' then not exists (select 1 from referral f where f.id = thing and f.state not in ('draft', 'sent')
      and (viewer_may('referral:make') and viewer_keeps(to_person) and (f.state not in ('accepted', 'started') or is_on_scheme(to_person))) is not true)
    else true end;
end $$;

-- They go, by the functions of their rooms.
create or replace function separation_things_go(of_kind text, things bigint[], from_person bigint, to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if cardinality(things) = 0 then return; end if;
  if of_kind = 'contact' then perform identity_contacts_go(things, to_person); return; end if;
  perform set_config('waymark.reassigning', 't', true);
  case of_kind
    when 'sighting' then perform sighting_goes(things, to_person);
    when 'tasking' then perform tasking_goes(things, to_person);
    when 'report-link' then perform report_person_goes(things, from_person, to_person);
    when 'risk-flag' then perform risk_flag_goes(things, to_person);
    when 'risk-assessment' then perform risk_assessment_goes(things, to_person);
    when 'compliance-item' then perform compliance_item_goes(things, to_person);
    when 'referral' then perform referral_goes(things, from_person, to_person);
  end case;
  perform set_config('waymark.reassigning', '', true);
end $$;

-- All that a number still has goes where the number leads.
create or replace function separation_things_follow(from_person bigint, to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare k record;
begin
  for k in select t.kind, array_agg(t.id) as ids from separation_things(null, null, from_person) t where t.kind <> 'contact' group by t.kind loop
    perform separation_things_go(k.kind, k.ids, from_person, to_person);
  end loop;
end $$;

-- Whether the viewer may see things of a kind at all: each that goes is named here, and what is not goes for nobody.
create or replace function separation_sees_kind(of_kind text) returns boolean
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  return case
    when of_kind = 'contact' then viewer_sees('contacts') or viewer_sees('own-contacts')
    when of_kind in ('sighting', 'tasking', 'report-link') then viewer_sees('intelligence')
    when of_kind in ('risk-flag', 'risk-assessment') then viewer_sees('risk')
    when of_kind = 'compliance-item' then viewer_sees('licence')
    when of_kind = 'referral' then viewer_sees('referrals')
    else false end;
end $$;

-- Something of the viewer's own agency goes to whoever the other person is now, or comes back. It must be of a person whom
-- they reach, of a kind that they may see, of the days since the record came (a contact of any day: whoever was met before may
-- have been the other all along), and nothing else may hang on it. `as-draft`: a referral that
-- came back and that no provider sees until it is sent.
create or replace function separation_move(of_separation bigint, of_kind text, thing bigint, back boolean) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare x separation; w record; from_person bigint; to_person bigint; there text := 'moved';
begin
  if not viewer_may('contact:record') then raise insufficient_privilege using message = 'may not record contacts'; end if;
  select s.* into x from separation s where s.id = of_separation and viewer_reaches(s.person_id);
  if x.id is null or not separation_sees_kind(of_kind) then return 'absent'; end if;
  from_person := identity_current(case when back then x.other_id else x.person_id end);
  to_person := identity_current(case when back then x.person_id else x.other_id end);
  if x.ended_at is not null and not back then return 'ended'; end if;
  -- It came back with the record.
  if back and exists (select 1 from separation_things(of_kind, thing, null) t where t.person_id = to_person and t.agency_id = viewer_agency()) then
    return case when of_kind = 'referral' and exists (select 1 from referral f where f.id = thing and f.state = 'draft') then 'as-draft' else 'moved' end;
  end if;
  select t.* into w from separation_things(of_kind, thing, null) t where t.person_id = from_person and t.agency_id = viewer_agency()
    and (of_kind = 'contact' or (t.at at time zone 'Europe/London')::date >= (x.since at time zone 'Europe/London')::date);
  if w.id is null then return 'absent'; end if;
  -- Back comes what went, and nothing else of the other person.
  if back and not exists (select 1 from separation_item i where i.separation_id = x.id and i.verdict = 'moved' and i.agency_id = viewer_agency()
      and i.item = of_kind || ' ' || thing) then return 'absent'; end if;
  if w.hangs or not separation_goes_on(of_kind, thing, to_person) or exists (select 1 from separation_things(of_kind, thing, null) t where t.person_id = to_person) then return 'hangs'; end if;
  perform separation_things_go(of_kind, array[thing], from_person, to_person);
  if back and of_kind = 'referral' then select case f.state when 'draft' then 'as-draft' else 'moved' end into there from referral f where f.id = thing; end if;
  return there;
end $$;

alter function separation_move(bigint, text, bigint, boolean) owner to waymark_definer;
drop function if exists identity_move_contact(bigint, bigint, boolean);
revoke all on function separation_move(bigint, text, bigint, boolean), separation_things(text, bigint, bigint),
  separation_things_go(text, bigint[], bigint, bigint), separation_things_follow(bigint, bigint), separation_goes_on(text, bigint, bigint), separation_sees_kind(text) from public;
grant execute on function separation_move(bigint, text, bigint, boolean) to waymark_app, waymark_definer;
grant execute on function separation_things(text, bigint, bigint), separation_things_go(text, bigint[], bigint, bigint),
  separation_things_follow(bigint, bigint), separation_goes_on(text, bigint, bigint), separation_sees_kind(text) to waymark_definer;
