-- Events whose person is not certain, for the identity reviewer; and what an event said before it was taken back.

drop function if exists event_review(bigint, integer, integer);

grant usage on sequence event_joined to waymark_events, waymark_definer;

-- Keeps what an event says now as what it said before: under its alert, so that whoever saw it sees that it has ended. Those
-- who were told are told again. Only a correction needs the old words: in the other cases the event itself still has them.
create or replace function event_keep(event bigint, because text, by_staff bigint, why text, at timestamptz) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare number bigint := nextval('event_joined');
begin
  insert into event_received (scheme_id, sender_id, agency_id, handling, named_agencies, event_id, body_sha256, how, kind, category, happened_at, received_at,
      place, detail, described, state, person_id, alert_id, matched_by, bits, joined, version_of, ended_because, ended_at, ended_by, ended_why)
    select e.scheme_id, e.sender_id, e.agency_id, e.handling, e.named_agencies, e.event_id || '#' || e.version, e.body_sha256, e.how, e.kind, e.category,
      e.happened_at, e.received_at, case when because = 'corrected' then e.place end, case when because = 'corrected' then e.detail end,
      case when because = 'corrected' then e.described else '{}' end, 'past', e.person_id, e.alert_id, e.matched_by, e.bits, number, e.id, because, at, by_staff, why
    from event_received e where e.id = event;
  update alert a set news = number where a.id = (select e.alert_id from event_received e where e.id = event);
end $$;

-- An event may be reviewed where its sender's handling lets the reviewer's agency have it. Somebody who may not see what
-- happened does not choose by it either.
create or replace function event_reviewable(of_sender bigint, of_kind text) returns setof event_received
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select e.* from event_received e
  where e.scheme_id = viewer_scheme() and (e.state in ('review', 'set-aside') or (e.state = 'dismissed' and e.decided_at > now() - interval '7 days'))
    and (of_sender is null or e.sender_id = of_sender) and (of_kind is null or (e.kind = of_kind and viewer_sees(e.category)))
    and (e.agency_id = viewer_agency() or (viewer_shares('identity') and (e.handling = 'partners' or (e.handling = 'statutory' and viewer_statutory())
      or (e.handling = 'named' and viewer_agency() = any (e.named_agencies)))));
end $$;

-- Each candidate as identity_reviewable has it. It shows who is meant, and nothing of what happened. Senders take turns: one
-- that sends a great many does not bury the others.
create or replace function event_review(only_id bigint, at_most integer, skip integer, of_sender bigint, of_kind text)
returns table (id bigint, sender_id bigint, sender text, agency text, happened_at timestamptz, received_at timestamptz, described jsonb, state text,
  decided_by text, decided_at timestamptz, own boolean, aside_why text, doubt jsonb, sides jsonb, version integer, total integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_sees('review-queue') and viewer_may('link:decide')) is not true then return; end if;
  return query
  select e.id, e.sender_id, s.name, a.name, e.happened_at, e.received_at, e.described, e.state, d.name, e.decided_at, e.decided_by = viewer_staff(), e.aside_why,
    (select jsonb_build_object('by', t.name, 'why', p.ended_why) from event_received p join staff t on t.id = p.ended_by
      where p.version_of = e.id and p.ended_because = 'not-them' order by p.id desc limit 1),
    (select coalesce(jsonb_agg(jsonb_build_object('record', (c.value ->> 'record')::bigint, 'person', (c.value ->> 'person')::bigint,
        'bits', (c.value ->> 'bits')::real, 'side', identity_side((c.value ->> 'record')::bigint)) order by c.ordinality), '[]')
      from jsonb_array_elements(e.candidates) with ordinality c where identity_reviewable((c.value ->> 'record')::bigint)),
    e.version, e.n
  from (
    select x.*, row_number() over (partition by x.sender_id, x.state = 'dismissed', jsonb_array_length(x.candidates) = 0 order by x.id) as turn, (count(*) over ())::integer as n
    from event_reviewable(of_sender, of_kind) x where only_id is null or x.id = only_id
  ) e join event_sender s on s.id = e.sender_id join agency a on a.id = e.agency_id left join staff d on d.id = e.decided_by
  order by e.state = 'dismissed', jsonb_array_length(e.candidates) = 0, e.turn, e.id limit at_most offset skip;
end $$;

-- Whose events wait, and how many.
create or replace function event_review_senders() returns table (id bigint, name text, waiting integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_sees('review-queue') and viewer_may('link:decide')) is not true then return; end if;
  return query select s.id, s.name, count(*)::integer from event_reviewable(null, null) e join event_sender s on s.id = e.sender_id
    where e.state <> 'dismissed' group by s.id, s.name order by 3 desc, 2;
end $$;

-- People by what a reviewer has in hand: a whole number, or a family name with the day of birth; never by a part of it.
create or replace function event_find(number text, family text, birth date) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_sees('review-queue') and viewer_may('link:decide')) is not true then return '[]'; end if;
  return (select coalesce(jsonb_agg(jsonb_build_object('record', f.id, 'person', f.person_id, 'bits', 0, 'side', identity_side(f.id))), '[]') from (
    select distinct on (r.person_id) r.id, r.person_id from source_record r
    where r.withdrawn_at is null and r.person_id is not null
      and ((number is not null and (r.pnc = number or r.cro = number or r.prison_number = number or r.crn = number))
        or (family is not null and birth is not null and r.born = birth and lower(r.family_name) = lower(family)))
      and identity_reviewable(r.id)
    order by r.person_id, r.id limit 10) f);
end $$;

-- Takes an event to be about one of its candidates or somebody else whom the reviewer may look at (it then waits for the
-- matcher), about nobody known, or back into review; one that was set aside goes to the matcher once more.
create or replace function event_settle(event bigint, outcome text, person bigint, seen_version integer) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare e record;
begin
  select * into e from event_review(event, 1, 0, null, null);
  if e.id is null then return 'absent'; end if;
  if e.version <> seen_version then return 'stale'; end if;
  if outcome = 'person' then
    if e.state <> 'review' or not (exists (select 1 from jsonb_array_elements(e.sides) s where (s ->> 'person')::bigint = person)
      or exists (select 1 from source_record r where r.person_id = person and r.withdrawn_at is null and identity_reviewable(r.id))) then return 'absent'; end if;
    update event_received r set state = 'waiting', person_id = person, matched_by = 'reviewer', decided_by = viewer_staff(), decided_at = now(), version = r.version + 1 where r.id = event;
  elsif outcome = 'nobody' and e.state = 'review' then
    update event_received r set state = 'dismissed', decided_by = viewer_staff(), decided_at = now(), version = r.version + 1 where r.id = event;
  elsif outcome = 'again' and e.state = 'dismissed' then
    update event_received r set state = 'review', decided_by = null, decided_at = null, version = r.version + 1 where r.id = event;
  elsif outcome = 'again' and e.state = 'set-aside' then
    update event_received r set state = 'waiting', aside_why = null, version = r.version + 1 where r.id = event;
  else return 'absent'; end if;
  return 'done';
end $$;

-- Somebody who was told of an event says that it is about somebody else: it goes to the reviewer, and everybody who was told
-- is told again. Whether they may see the event now is asked by the act, under the event's own policies.
create or replace function event_not_them(event bigint, because text, seen_version integer) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare e event_received;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-alerts'));
  select x.* into e from event_received x where x.id = event and x.state = 'alerted' for update;
  if e.id is null then return 'absent'; end if;
  if e.version <> seen_version then return 'stale'; end if;
  if not exists (select 1 from alert_recipient r where r.alert_id = e.alert_id and r.staff_id = viewer_staff()) then return 'absent'; end if;
  perform event_keep(event, 'not-them', viewer_staff(), because, now());
  update event_received r set state = 'review', alert_id = null, person_id = null, matched_by = null, bits = null, joined = 0, decided_by = null, decided_at = null,
    version = r.version + 1 where r.id = event;
  return 'done';
end $$;

do $$ declare f regprocedure; begin
  foreach f in array array['event_review(bigint, integer, integer, bigint, text)', 'event_review_senders()', 'event_find(text, text, date)',
    'event_settle(bigint, text, bigint, integer)', 'event_not_them(bigint, text, integer)']::regprocedure[]
  loop
    execute format('alter function %s owner to waymark_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to waymark_app, waymark_definer', f);
  end loop;
end $$;
revoke all on function event_keep(bigint, text, bigint, text, timestamptz), event_reviewable(bigint, text) from public;
grant execute on function event_keep(bigint, text, bigint, text, timestamptz) to waymark_events, waymark_definer;
grant execute on function event_reviewable(bigint, text) to waymark_definer;
