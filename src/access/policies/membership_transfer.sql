-- Those who work with the person see where they are to go. The receiving side sees what was written for it and the
-- person's number: neither name nor record opens before it has accepted, and never for somebody kept from the person.
grant select, insert, update on membership_transfer to waymark_app;
create policy see on membership_transfer for select to waymark_app using (
  (select viewer_sees('identity')) and (select viewer_shares('identity'))
  and $reason(membership_transfer.person_id: team lead co-worker management after-care)
);
create policy receive on membership_transfer for select to waymark_app using (
  (select viewer_may('membership:transfer')) and (select viewer_shares('identity')) and to_scheme_id = (select viewer_scheme())
  and ('team:' || to_team_id = any ((select viewer_holders())::text[]) or 'post:management:' || to_scheme_id = any ((select viewer_holders())::text[]))
  and person_id <> all ((select viewer_barred())::bigint[])
);
create policy ask on membership_transfer for insert to waymark_app with check (
  (select viewer_may('membership:transfer')) and requested_by = (select viewer_staff()) and from_scheme_id = (select viewer_scheme()) and state = 'requested'
  and $reason(membership_transfer.person_id: team lead co-worker management) and viewer_keeps(person_id)
);
-- Whoever asked takes it back, the receiving side declines; neither does the other's. Accepting is transfer_accept().
create policy answer on membership_transfer for update to waymark_app using (
  (select viewer_may('membership:transfer')) and state = 'requested' and ((from_scheme_id = (select viewer_scheme()) and $reason(membership_transfer.person_id: team lead co-worker management))
  or (to_scheme_id = (select viewer_scheme())
    and ('team:' || to_team_id = any ((select viewer_holders())::text[]) or 'post:management:' || to_scheme_id = any ((select viewer_holders())::text[]))
    and person_id <> all ((select viewer_barred())::bigint[])))
) with check (
  (select viewer_may('membership:transfer')) and answered_by = (select viewer_staff()) and ((state = 'withdrawn' and from_scheme_id = (select viewer_scheme()) and $reason(membership_transfer.person_id: team lead co-worker management))
  or (state = 'declined' and to_scheme_id = (select viewer_scheme())
    and ('team:' || to_team_id = any ((select viewer_holders())::text[]) or 'post:management:' || to_scheme_id = any ((select viewer_holders())::text[]))
    and person_id <> all ((select viewer_barred())::bigint[])))
);
$history(membership_transfer)
$stays(membership_transfer)
grant select, update on membership_transfer to waymark_definer;
create policy definer on membership_transfer to waymark_definer using ((select viewer_may('membership:transfer'))) with check ((select viewer_may('membership:transfer')));

-- Opens one reason of a transfer, with the person's limited-access lists, as access_open() does. With its caller's
-- rights: only the definer below may write reasons.
create or replace function transfer_open(person bigint, reason_kind text, to_team bigint, to_post text, because text, until timestamptz) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into access_reason (person_id, kind, team_id, post, source, closes_at, excluded_staff, only_staff)
  select person, reason_kind, to_team, to_post, because, until,
    coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'exclude' and x.to_at is null), '{}'),
    (select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'only' and x.to_at is null);
end $$;
revoke all on function transfer_open(bigint, text, bigint, text, text, timestamptz) from public;
grant execute on function transfer_open(bigint, text, bigint, text, text, timestamptz) to waymark_definer;

-- The receiving side takes the person over; never the one who asked, or a deputy could keep whom they cover for a day. It has no reason for them until this has run, so it runs as its definer:
-- the membership moves (or ends here and begins in the other scheme), the old team's, leads' and co-workers' access
-- closes, the new team's opens, all in the caller's transaction. Null where it is no longer as it was asked.
create or replace function transfer_accept(transfer bigint, was_version integer, in_strand text, on_day date, retention date, next_review date, words text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare t membership_transfer; m membership; goes_to bigint; old_base text; new_base text;
begin
  select * into t from membership_transfer where id = transfer for update;
  if (viewer_may('membership:transfer') and viewer_shares('identity') and t.to_scheme_id = viewer_scheme()
      and ('team:' || t.to_team_id = any (viewer_holders()) or 'post:management:' || t.to_scheme_id = any (viewer_holders()))
      and t.requested_by <> viewer_staff() and t.person_id <> all (viewer_barred())) is not true then
    raise insufficient_privilege using message = 'may not accept this transfer';
  end if;
  select * into m from membership where id = t.membership_id for update;
  if t.state <> 'requested' or t.version <> was_version or m.left_on is not null or m.team_id <> t.from_team_id then return null; end if;
  select name into old_base from base where id = m.base_id;
  select name into new_base from base where id = t.to_base_id;
  update access_reason r set closes_at = greatest(now(), r.opens_at) where r.person_id = t.person_id
    and (r.closes_at is null or r.closes_at > now())
    and (r.kind in ('lead', 'co-worker') or (r.source = 'membership:' || m.id and r.kind = 'team'));
  if t.to_scheme_id = t.from_scheme_id then
    goes_to := m.id;
    with ended as (
      update allocation a set to_at = now(), version = version + 1 where a.membership_id = m.id and a.to_at is null and a.kind <> 'embedded' returning a.id, a.staff_id
    )
    insert into notice (staff_id, kind, subject, subject_id)
      select e.staff_id, 'case-left', 'allocation', min(e.id) from ended e where e.staff_id is distinct from viewer_staff() group by e.staff_id;
    update membership set base_id = t.to_base_id, team_id = t.to_team_id, version = version + 1 where id = m.id;
    insert into membership_change (membership_id, person_id, at, what, was, became, why, staff_id, agency_id, effective_on)
      values (m.id, t.person_id, now(), 'base', old_base, new_base, t.why, viewer_staff(), viewer_agency(), on_day);
  else
    if exists (select 1 from membership o where o.person_id = t.person_id and o.scheme_id = t.to_scheme_id and o.left_on is null) then return null; end if;
    insert into membership_change (membership_id, person_id, at, what, was, became, why, staff_id, agency_id)
      values (m.id, t.person_id, now(), 'state', m.state, 'de-selected', t.why, viewer_staff(), viewer_agency());
    update membership set state = 'de-selected', left_on = on_day, left_reason = 'transferred', review_retention_on = retention, version = version + 1 where id = m.id;
    update access_reason r set closes_at = greatest(now(), r.opens_at) where r.person_id = t.person_id
      and (r.closes_at is null or r.closes_at > now()) and (r.kind = 'embedded' or (r.source = 'membership:' || m.id and r.kind in ('management', 'selection')));
    perform transfer_open(t.person_id, 'after-care', null, 'management:' || t.from_scheme_id, 'membership:' || m.id, retention::timestamptz);
    insert into membership (scheme_id, person_id, state, strand, base_id, team_id, rag, rag_at, statutory, joined_on, next_review, review_retention_on, transition_plan)
      values (t.to_scheme_id, t.person_id, 'member', in_strand, t.to_base_id, t.to_team_id, m.rag, m.rag_at, m.statutory, on_day, transfer_accept.next_review, retention, m.transition_plan)
      returning id into goes_to;
    insert into membership_change (membership_id, person_id, at, what, was, became, why, staff_id, agency_id)
      values (goes_to, t.person_id, now(), 'state', null, 'member', t.why, viewer_staff(), viewer_agency());
    perform transfer_open(t.person_id, 'management', null, 'management:' || t.to_scheme_id, 'membership:' || goes_to, null);
    perform transfer_open(t.person_id, 'selection', null, 'selection:' || t.to_scheme_id, 'membership:' || goes_to, null);
  end if;
  perform transfer_open(t.person_id, 'team', t.to_team_id, null, 'membership:' || goes_to, null);
  update membership_transfer set state = 'accepted', answered_by = viewer_staff(), answered_at = now(), answer = nullif(words, ''),
    new_membership_id = case when goes_to <> m.id then goes_to end, version = version + 1 where id = t.id;
  return goes_to;
end $$;
alter function transfer_accept(bigint, integer, text, date, date, date, text) owner to waymark_definer;
revoke all on function transfer_accept(bigint, integer, text, date, date, date, text) from public;
grant execute on function transfer_accept(bigint, integer, text, date, date, date, text) to waymark_app;
-- What the receiving side is told of the person before it decides: codes and years, no name.
create or replace function transfer_facts(transfer bigint) returns table (strand text, tier text, rag text, statutory text, joined_on date, age integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select m.strand, m.tier, m.rag, m.statutory, m.joined_on, extract(year from age(current_date, p.born))::integer
  from membership_transfer t join membership m on m.id = t.membership_id join person p on p.id = t.person_id
  where t.id = transfer and t.state = 'requested' and viewer_may('membership:transfer') and viewer_shares('identity')
    and t.person_id <> all (viewer_barred())
    and ((t.to_scheme_id = viewer_scheme() and ('team:' || t.to_team_id = any (viewer_holders()) or 'post:management:' || t.to_scheme_id = any (viewer_holders())))
      or viewer_reaches(t.person_id));
end $$;
alter function transfer_facts(bigint) owner to waymark_definer;
revoke all on function transfer_facts(bigint) from public;
grant execute on function transfer_facts(bigint) to waymark_app;
