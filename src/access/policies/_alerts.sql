-- Events whose person is not certain, for the identity reviewer.

-- An event may be reviewed where its sender's handling lets the reviewer's agency have it; each candidate as identity_reviewable
-- has it. It shows who is meant, and nothing of what happened.
create or replace function event_review(only_id bigint, at_most integer, skip integer)
returns table (id bigint, sender text, agency text, happened_at timestamptz, received_at timestamptz, described jsonb, state text, decided_by text, decided_at timestamptz,
  own boolean, sides jsonb, version integer, total integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_sees('review-queue') and viewer_may('link:decide')) is not true then return; end if;
  return query
  select e.id, s.name, a.name, e.happened_at, e.received_at, e.described, e.state, d.name, e.decided_at, e.decided_by = viewer_staff(),
    (select coalesce(jsonb_agg(jsonb_build_object('record', (c.value ->> 'record')::bigint, 'person', (c.value ->> 'person')::bigint,
        'bits', (c.value ->> 'bits')::real, 'side', identity_side((c.value ->> 'record')::bigint)) order by c.ordinality), '[]')
      from jsonb_array_elements(e.candidates) with ordinality c where identity_reviewable((c.value ->> 'record')::bigint)),
    e.version, (count(*) over ())::integer
  from event_received e join event_sender s on s.id = e.sender_id join agency a on a.id = e.agency_id left join staff d on d.id = e.decided_by
  where e.scheme_id = viewer_scheme() and (e.state = 'review' or (e.state = 'dismissed' and e.decided_at > now() - interval '7 days'))
    and (only_id is null or e.id = only_id)
    and (e.agency_id = viewer_agency() or (viewer_shares('identity') and (e.handling = 'partners' or (e.handling = 'statutory' and viewer_statutory())
      or (e.handling = 'named' and viewer_agency() = any (e.named_agencies)))))
  order by e.state desc, jsonb_array_length(e.candidates) = 0, e.id limit at_most offset skip;
end $$;

-- Takes an event to be about one of its candidates (it then waits for the matcher), about nobody known, or back into review.
create or replace function event_settle(event bigint, outcome text, person bigint, seen_version integer) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare e record; n integer;
begin
  select * into e from event_review(event, 1, 0);
  if e.id is null then return 'absent'; end if;
  if e.version <> seen_version then return 'stale'; end if;
  if outcome = 'person' then
    if e.state <> 'review' or not exists (select 1 from jsonb_array_elements(e.sides) s where (s ->> 'person')::bigint = person) then return 'absent'; end if;
    update event_received r set state = 'waiting', person_id = person, matched_by = 'reviewer', decided_by = viewer_staff(), decided_at = now(), version = r.version + 1 where r.id = event;
  elsif outcome = 'nobody' and e.state = 'review' then
    update event_received r set state = 'dismissed', decided_by = viewer_staff(), decided_at = now(), version = r.version + 1 where r.id = event;
  elsif outcome = 'again' and e.state = 'dismissed' then
    update event_received r set state = 'review', decided_by = null, decided_at = null, version = r.version + 1 where r.id = event;
  else return 'absent'; end if;
  return 'done';
end $$;

alter function event_review(bigint, integer, integer) owner to waymark_definer;
revoke all on function event_review(bigint, integer, integer) from public;
grant execute on function event_review(bigint, integer, integer) to waymark_app, waymark_definer;
alter function event_settle(bigint, text, bigint, integer) owner to waymark_definer;
revoke all on function event_settle(bigint, text, bigint, integer) from public;
grant execute on function event_settle(bigint, text, bigint, integer) to waymark_app;
