-- Who somebody is, decided by people: the review queue, and the moves that a decision makes in its own
-- transaction. Each function looks at the viewer's rights and reasons itself, because it runs as the definer.

-- Where a retired number leads. Says nothing about whether anybody may see it.
create or replace function identity_current(person bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce((select p.gone_to from person p where p.id = person), person)
$$;

-- People this viewer opened last, for the People page; the page joins them under their own policies.
create or replace function identity_opened(at_most integer) returns table (person_id bigint, at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select o.person_id, max(o.at) from (
    select a.person_id, a.at from audit_entry a
    where a.staff_id = viewer_staff() and a.kind = 'opened' and a.person_id is not null
    order by a.id desc limit 300) o
  group by o.person_id order by 2 desc limit at_most
$$;

-- Under row-level security an index serves only operators that can tell nothing of what they are given but their
-- answer. Likeness of words is such a one: it fails on no value. Only a superuser may say so; without, the search
-- of records reads the whole table (two seconds at half a million records, where this takes some 60 ms).
do $$ begin
  alter function word_similarity_op(text, text) leakproof;
  alter function word_similarity_commutator_op(text, text) leakproof;
exception when insufficient_privilege or undefined_function then
  raise notice 'pg_trgm could not be marked leakproof: searching records by name will be slow';
end $$;

-- Records of the viewer's own agency by name: ids and scores; the caller joins them under the table's policies.
create or replace function identity_search_records(wanted text, likeness real, at_most integer) returns table (record_id bigint, score real)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform set_config('pg_trgm.word_similarity_threshold', likeness::text, true);
  return query select r.id, word_similarity(wanted, r.search_names) from source_record r
    where wanted <% r.search_names and r.agency_id = (select viewer_agency()) and r.withdrawn_at is null
      -- As the policy 'own' of source_record has it: a score is an answer too.
      and (select viewer_sees('own-records')) and r.capacity not in ('victim', 'witness')
      and (r.person_id is null or r.person_id <> all ((select viewer_barred())::bigint[]))
    order by 2 desc, 1 limit at_most;
end $$;

-- The viewer is kept out of this person: a declared interest, or a limited-access list they are not on.
create or replace function identity_kept_out(person bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from access_restriction x where x.person_id = person and x.to_at is null
      and x.kind = 'exclude' and x.staff_id = viewer_staff())
    or (exists (select 1 from access_restriction x where x.person_id = person and x.to_at is null and x.kind = 'only')
      and not exists (select 1 from access_restriction x where x.person_id = person and x.to_at is null and x.kind = 'only' and x.staff_id = viewer_staff()))
$$;

-- The queue is the reviewer's reason; agreement, handling and restriction hold all the same.
create or replace function identity_reviewable(record bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from source_record s where s.id = record and s.capacity not in ('victim', 'witness')
    and (s.agency_id = viewer_agency() or (viewer_shares('identity') and (s.handling = 'partners'
      or (s.handling = 'statutory' and viewer_statutory()) or (s.handling = 'named' and viewer_agency() = any (s.named_agencies)))))
    and not identity_kept_out(s.person_id))
$$;

create or replace function identity_side(record bigint) returns jsonb
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select jsonb_build_object('agency', a.name, 'localId', r.local_id, 'givenName', r.given_name, 'middleName', r.middle_name, 'familyName', r.family_name,
    'aliases', to_jsonb(r.aliases), 'born', r.born, 'sex', r.sex, 'pnc', r.pnc, 'cro', r.cro, 'prisonNumber', r.prison_number,
    'crn', r.crn, 'yjsId', r.yjs_id, 'postcode', r.postcode, 'asOf', coalesce(r.source_updated, r.first_seen_at::date))
  from source_record r join agency a on a.id = r.agency_id where r.id = record
$$;

-- Pairs for a person to decide: one for two people, the strongest; first what touches somebody being worked
-- with, then the likeliest; what somebody was not sure of comes last. Shows the fields needed to decide.
create or replace function identity_queue(at_most integer, skip integer, only_left bigint, only_right bigint)
returns table (left_record bigint, right_record bigint, bits real, held boolean, worked boolean, unsure boolean, evidence jsonb,
  left_side jsonb, right_side jsonb, total integer)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with open_pairs as (
    select distinct on (e.held, least(l.person_id, r.person_id), greatest(l.person_id, r.person_id))
      e.left_record, e.right_record, e.bits, e.held, e.evidence, l.person_id as left_person, r.person_id as right_person
    from link_edge e join source_record l on l.id = e.left_record join source_record r on r.id = e.right_record
    where e.state = 'review' and (select viewer_sees('review-queue'))
      and (only_left is null or (e.left_record = only_left and e.right_record = only_right))
      -- As identity_reviewable has it, written out: a function called for each row takes ten times as long.
      and l.capacity not in ('victim', 'witness') and (l.agency_id = (select viewer_agency()) or ((select viewer_shares('identity')) and (l.handling = 'partners'
        or (l.handling = 'statutory' and (select viewer_statutory())) or (l.handling = 'named' and (select viewer_agency()) = any (l.named_agencies)))))
      and r.capacity not in ('victim', 'witness') and (r.agency_id = (select viewer_agency()) or ((select viewer_shares('identity')) and (r.handling = 'partners'
        or (r.handling = 'statutory' and (select viewer_statutory())) or (r.handling = 'named' and (select viewer_agency()) = any (r.named_agencies)))))
      and not exists (select 1 from access_restriction x where x.person_id in (l.person_id, r.person_id) and x.to_at is null
        and (x.kind = 'only' or x.staff_id = (select viewer_staff())) and identity_kept_out(x.person_id))
      and not exists (select 1 from link_decision d where d.superseded_at is null and d.verdict in ('same', 'different')
        and d.left_record = e.left_record and d.right_record = e.right_record)
    order by e.held, least(l.person_id, r.person_id), greatest(l.person_id, r.person_id), e.bits desc, e.left_record, e.right_record
  ), ranked as (
    select p.*, exists (select 1 from access_reason a where a.person_id in (p.left_person, p.right_person)
        and a.kind not in ('selection', 'supplied', 'sample', 'break-glass')) as worked,
      exists (select 1 from link_decision d where d.superseded_at is null and d.verdict = 'not-sure'
        and d.left_record = p.left_record and d.right_record = p.right_record) as unsure
    from open_pairs p
    -- What somebody has proposed waits for another: it is not among those that wait for them, but can be opened.
    where only_left is not null or not exists (select 1 from link_proposal w where w.state = 'waiting' and w.staff_id = (select viewer_staff())
      and w.left_record = p.left_record and w.right_record = p.right_record)
  )
  select k.left_record, k.right_record, k.bits, k.held, k.worked, k.unsure, k.evidence,
    identity_side(k.left_record), identity_side(k.right_record), (count(*) over ())::integer
  from ranked k
  order by k.unsure, k.held desc, k.worked desc, k.bits desc, k.left_record, k.right_record
  limit at_most offset skip
$$;

-- Offences, custody and supervision follow the record that they name.
create or replace function identity_follow(records bigint[]) returns void
language sql set search_path = pg_catalog, public, pg_temp as $$
  update offence d set person_id = r.person_id from source_record r where r.id = any (records) and d.nominal_ref = r.local_id
    and d.source_id in (select s.id from import_source s where s.agency_id = r.agency_id) and d.person_id is distinct from r.person_id;
  update custody_spell d set person_id = r.person_id from source_record r where r.id = any (records) and d.nominal_ref = r.local_id
    and d.source_id in (select s.id from import_source s where s.agency_id = r.agency_id) and d.person_id is distinct from r.person_id;
  update supervision d set person_id = r.person_id from source_record r where r.id = any (records) and d.nominal_ref = r.local_id
    and d.source_id in (select s.id from import_source s where s.agency_id = r.agency_id) and d.person_id is distinct from r.person_id;
$$;

-- A record leaves its person for a new one. What is shown of the two is chosen again by the linkage service.
create or replace function identity_part(record bigint) returns bigint
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare made bigint; was bigint;
begin
  select person_id into was from source_record where id = record;
  insert into person (family_name, given_names, search_names) values ('withheld', 'Name', '') returning id into made;
  update source_record set person_id = made where id = record;
  perform identity_follow(array[record]);
  delete from link_edge where left_record = record or right_record = record;
  update person set version = version + 1, updated_at = now() where id = was;
  return made;
end $$;

create or replace function identity_worked(person bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from access_reason a where a.person_id = person and a.kind not in ('selection', 'supplied', 'sample', 'break-glass'))
$$;

-- "One person" is said of all that the two were made of: each record stands with the decided one, so that the
-- program does not take apart again what somebody has put together.
create or replace function identity_stand_together(anchor bigint, of_person bigint, because text) returns void
language sql set search_path = pg_catalog, public, pg_temp as $$
  insert into link_decision (left_record, right_record, person_id, verdict, why, staff_id)
  select least(anchor, s.id), greatest(anchor, s.id), of_person, 'same', because, viewer_staff()
  from source_record s
  where s.person_id = of_person and s.id <> anchor and s.capacity not in ('victim', 'witness')
    and not exists (select 1 from link_decision d where d.superseded_at is null and d.verdict in ('same', 'different')
      and d.left_record = least(anchor, s.id) and d.right_record = greatest(anchor, s.id));
$$;

-- Standing decisions that some of these records are other people than some of that person's other records.
create or replace function identity_contradicting(person bigint, records bigint[]) returns bigint[]
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(d.id), '{}') from link_decision d join source_record l on l.id = d.left_record join source_record r on r.id = d.right_record
  where d.superseded_at is null and d.verdict = 'different'
    and ((l.person_id = person and d.right_record = any (records) and not d.left_record = any (records))
      or (r.person_id = person and d.left_record = any (records) and not d.right_record = any (records)))
$$;

-- Two people become one: the one who is being worked with stays, else the one with more records, else the
-- older number. Two who are both being worked with stay apart: somebody must end one of the cases first.
create or replace function identity_join(one bigint, two bigint) returns bigint
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare kept bigint;
begin
  if identity_worked(one) and identity_worked(two) then return null; end if;
  select p.id into kept from (values (one), (two)) p (id)
  order by identity_worked(p.id) desc, (select count(*) from source_record r where r.person_id = p.id) desc, p.id limit 1;
  perform identity_absorb(kept, case when kept = one then two else one end);
  return kept;
end $$;

-- All of one person is the other's from now on, and the number leads there.
create or replace function identity_absorb(kept bigint, gone bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare moving bigint[];
begin
  select coalesce(array_agg(id), '{}') into moving from source_record where person_id = gone;
  update source_record set person_id = kept where person_id = gone;
  perform identity_follow(moving);
  update link_edge e set person_id = kept where e.person_id = gone;
  update link_edge e set state = 'linked', held = false where e.state = 'review'
    and exists (select 1 from source_record l where l.id = e.left_record and l.person_id = kept)
    and exists (select 1 from source_record r where r.id = e.right_record and r.person_id = kept);
  update link_decision d set person_id = kept where d.person_id = gone;
  -- Who is one person now is not two: what somebody decided before is superseded, and stands in what was decided.
  update link_decision d set superseded_at = now() where d.id = any (identity_contradicting(kept, moving));
  update person set gone_to = kept, version = version + 1, updated_at = now() where id = gone;
  update person set gone_to = kept where gone_to = gone;
  update person set version = version + 1, updated_at = now() where id = kept;
  update access_reason a set closes_at = greatest(now(), a.opens_at) where a.person_id = gone and (a.closes_at is null or a.closes_at > now());
  perform identity_end_separation(s.id) from source_record s where s.person_id = kept;
end $$;

-- What of a person a join moves, closes or redirects.
create or replace function identity_whole(person bigint) returns jsonb
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  return jsonb_build_object(
    'moved', (select coalesce(jsonb_agg(s.id), '[]') from source_record s where s.person_id = person),
    'contacts', (select coalesce(jsonb_agg(c.id), '[]') from contact c where c.person_id = person),
    'things', (select coalesce(jsonb_agg(jsonb_build_object('kind', t.kind, 'id', t.id)), '[]') from separation_things(null, null, person) t where t.kind <> 'contact'),
    'led', (select coalesce(jsonb_agg(p.id), '[]') from person p where p.gone_to = person),
    'reasons', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'closes_at', a.closes_at)), '[]') from access_reason a
      where a.person_id = person and (a.closes_at is null or a.closes_at > now())));
end $$;

-- Why a decision about a pair takes a second person: the codes, and the rule, of people/identity/risk.ts. 20 and 6 are what
-- the model links by itself and what it brings to the queue; second.db.test.ts holds the two beside each other.
create or replace function identity_dangers(one bigint, two bigint, wanted text) returns text[]
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
declare e link_edge; left_person bigint; right_person bigint; together boolean; worked boolean;
begin
  select x.* into e from link_edge x where x.left_record = least(one, two) and x.right_record = greatest(one, two);
  select person_id into left_person from source_record where id = one;
  select person_id into right_person from source_record where id = two;
  together := left_person is not distinct from right_person;
  worked := identity_worked(left_person) or identity_worked(right_person);
  if wanted = 'different' then
    return array_remove(array[case when together and worked then 'worked' end, case when e.bits >= 20 then 'strong' end], null);
  elsif wanted = 'same' then
    return array_remove(array[
      case when worked and not together then 'worked' end,
      case when e.held and not together then 'held' end,
      case when jsonb_array_length(coalesce(e.evidence -> 'rules', '[]')) > 0 then 'rule' end,
      case when not together and identity_contradicting(left_person, (select array_agg(s.id) from source_record s where s.person_id = right_person)) <> '{}'
        then 'contradicted' end,
      case when e.bits < 6 then 'against' end], null);
  end if;
  return '{}';
end $$;

-- The same of a record that would leave its person: everything that links it to one of the others counts.
create or replace function identity_separation_dangers(record bigint) returns text[]
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select array_remove(array[
    case when identity_worked(r.person_id) then 'worked' end,
    case when exists (select 1 from link_edge e join source_record o on o.id in (e.left_record, e.right_record) and o.id <> r.id
      where r.id in (e.left_record, e.right_record) and o.person_id = r.person_id and e.bits >= 20) then 'strong' end], null)
  from source_record r where r.id = record
$$;

-- One decision about a pair of the queue. 'second' where it takes two people and nobody else has proposed it.
create or replace function identity_decide(one bigint, two bigint, wanted text, because text)
returns table (outcome text, kept bigint, other bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare left_person bigint; right_person bigint; into_person bigint; gone bigint; made bigint; before jsonb; went jsonb; overruled bigint[];
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if not viewer_may('link:decide') then raise insufficient_privilege using message = 'may not decide links'; end if;
  -- One pair, in whichever order its numbers come.
  select least(one, two), greatest(one, two) into one, two;
  if exists (select 1 from link_decision d where d.superseded_at is null and d.verdict in ('same', 'different') and viewer_sees('review-queue')
      and identity_reviewable(one) and identity_reviewable(two) and least(d.left_record, d.right_record) = least(one, two)
      and greatest(d.left_record, d.right_record) = greatest(one, two)) then
    return query select 'decided'::text, null::bigint, null::bigint; return;
  end if;
  if not exists (select 1 from identity_queue(1, 0, least(one, two), greatest(one, two))) then
    return query select 'absent'::text, null::bigint, null::bigint; return;
  end if;
  if identity_dangers(one, two, wanted) <> '{}' and not exists (select 1 from link_proposal p where p.state = 'waiting' and num_nonnulls(p.separates, p.rejoins, p.takes_back) = 0
      and p.left_record = least(one, two) and p.right_record = greatest(one, two) and p.verdict = wanted and p.staff_id <> viewer_staff()) then
    return query select 'second'::text, null::bigint, null::bigint; return;
  end if;
  select person_id into left_person from source_record where id = one;
  select person_id into right_person from source_record where id = two;
  if wanted = 'same' and left_person <> right_person and identity_worked(left_person) and identity_worked(right_person) then
    return query select 'both-worked'::text, left_person, right_person; return;
  end if;
  update link_decision d set superseded_at = now() where d.superseded_at is null
    and least(d.left_record, d.right_record) = least(one, two) and greatest(d.left_record, d.right_record) = greatest(one, two);
  insert into link_decision (left_record, right_record, person_id, verdict, why, staff_id)
    values (least(one, two), greatest(one, two), left_person, wanted, because, viewer_staff()) returning id into made;
  -- What taking it back (_review.sql) puts back; completed below by what was done.
  before := jsonb_build_object('edges', (select coalesce(jsonb_agg(to_jsonb(e)), '[]') from link_edge e
    where (e.left_record = least(one, two) and e.right_record = greatest(one, two))
      or (wanted = 'same' and left_person <> right_person and e.state = 'review'
        and exists (select 1 from source_record l where l.id = e.left_record and l.person_id in (left_person, right_person))
        and exists (select 1 from source_record r where r.id = e.right_record and r.person_id in (left_person, right_person)))
      or (wanted = 'different' and left_person = right_person and two in (e.left_record, e.right_record))));
  if wanted = 'not-sure' then
    update link_decision d set undo = jsonb_build_object('outcome', 'noted') where d.id = made;
    return query select 'noted'::text, left_person, right_person; return;
  end if;
  if wanted = 'same' then
    if left_person = right_person then
      update link_edge e set state = 'linked', held = false where e.left_record = least(one, two) and e.right_record = greatest(one, two);
      perform identity_stand_together(least(one, two), left_person, because);
      update person set link_status = 'active', version = version + 1 where id = left_person;
      update link_decision d set undo = before || jsonb_build_object('outcome', 'kept') where d.id = made;
      return query select 'kept'::text, left_person, null::bigint; return;
    end if;
    before := before || jsonb_build_object('outcome', 'joined', 'sides', jsonb_build_object(
      left_person::text, identity_whole(left_person), right_person::text, identity_whole(right_person)));
    overruled := identity_contradicting(left_person, (select array_agg(s.id) from source_record s where s.person_id = right_person));
    into_person := identity_join(left_person, right_person);
    gone := case when into_person = left_person then right_person else left_person end;
    perform identity_stand_together(least(one, two), into_person, because);
    update link_decision d set undo = before - 'sides' || (before -> 'sides' -> gone::text)
      || jsonb_build_object('kept', into_person, 'other', gone, 'overruled', to_jsonb(overruled)) where d.id = made;
    return query select 'joined'::text, into_person, gone; return;
  end if;
  if left_person = right_person then
    update link_decision d set separated = two where d.superseded_at is null and d.verdict = 'different'
      and d.left_record = least(one, two) and d.right_record = greatest(one, two);
    went := identity_goes_with(two);
    -- It is another person than all who stay: what somebody decided of it and them is superseded.
    with was as (update link_decision d set superseded_at = now() where d.superseded_at is null and d.verdict = 'same' and two in (d.left_record, d.right_record)
        and exists (select 1 from source_record s where s.person_id = left_person and s.id <> two and s.id in (d.left_record, d.right_record)) returning d.id)
      select coalesce(array_agg(was.id), '{}') into overruled from was;
    insert into link_decision (left_record, right_record, person_id, verdict, why, staff_id, separated)
      select least(two, s.id), greatest(two, s.id), left_person, 'different', because, viewer_staff(), two
      from source_record s where s.person_id = left_person and s.id not in (one, two) and s.capacity not in ('victim', 'witness');
    gone := identity_part(two);
    update link_decision d set undo = before || jsonb_build_object('outcome', 'separated', 'kept', left_person, 'other', gone,
      'moved', jsonb_build_array(two), 'overruled', to_jsonb(overruled)) where d.id = made;
    perform identity_note_separation(made, left_person, gone, two, went);
    return query select 'separated'::text, left_person, gone; return;
  end if;
  delete from link_edge e where e.left_record = least(one, two) and e.right_record = greatest(one, two);
  update link_decision d set undo = before || jsonb_build_object('outcome', 'apart') where d.id = made;
  return query select 'apart'::text, left_person, right_person;
end $$;

-- A record leaves its person, and what somebody decided of it and the others is superseded. Called by those below alone.
create or replace function identity_leave(record bigint, of_person bigint, because text) returns table (made bigint, decided bigint)
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare went jsonb;
begin
  update link_decision d set superseded_at = now() where d.superseded_at is null and (d.left_record = record or d.right_record = record)
    and exists (select 1 from source_record s where s.person_id = of_person and s.id <> record and s.id in (d.left_record, d.right_record));
  -- It may have left somebody else before: what was decided then still stands.
  with said as (
    insert into link_decision (left_record, right_record, person_id, verdict, why, staff_id, separated)
      select least(record, s.id), greatest(record, s.id), of_person, 'different', because, viewer_staff(), record
      from source_record s where s.person_id = of_person and s.id <> record
      returning id)
  select min(id) into decided from said;
  went := identity_goes_with(record);
  made := identity_part(record);
  perform identity_note_separation(decided, of_person, made, record, went);
  return next;
end $$;

-- Whether the viewer may separate this record of somebody: of whom they have a reason, and a record that they may see.
create or replace function identity_separable(record bigint, of_person bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from source_record s where s.id = record and s.person_id = of_person and (s.agency_id = viewer_agency() or s.capacity not in ('victim', 'witness'))
      and $reason(s.person_id: team lead co-worker management selection) and (s.agency_id = viewer_agency() or (viewer_shares('records')
        and (s.handling = 'partners' or (s.handling = 'statutory' and viewer_statutory()) or (s.handling = 'named' and viewer_agency() = any (s.named_agencies))))))
$$;

-- "These are not one person": a record leaves somebody that the viewer has a reason for. 'second' where it takes two people:
-- it is proposed then (_linkage_life.sql).
create or replace function identity_separate(record bigint, of_person bigint, expected integer, because text)
returns table (outcome text, kept bigint, other bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare stands integer;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if not (viewer_may('link:decide') and viewer_sees('records')) then
    raise insufficient_privilege using message = 'may not decide links';
  end if;
  if not identity_separable(record, of_person) then return query select 'absent'::text, null::bigint, null::bigint; return; end if;
  select p.version into stands from person p where p.id = of_person;
  if stands <> expected then return query select 'stale'::text, of_person, null::bigint; return; end if;
  if (select count(*) from source_record s where s.person_id = of_person) < 2 then
    return query select 'only-record'::text, of_person, null::bigint; return;
  end if;
  if identity_separation_dangers(record) <> '{}' then return query select 'second'::text, of_person, null::bigint; return; end if;
  return query select 'separated'::text, of_person, l.made from identity_leave(record, of_person, because) l;
end $$;

-- Whether a separated record may come back by the word of one: it is a person of its own still, with whom nobody works and
-- from whom the viewer is not kept out, and nothing but the separation itself says that it is somebody else.
create or replace function identity_may_come_back(record bigint, of_person bigint, decision bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from source_record s where s.id = record and s.person_id is not null
    and not identity_kept_out(s.person_id)
    and (s.person_id = of_person or not (identity_worked(s.person_id)
      or exists (select 1 from source_record o where o.person_id = s.person_id and o.id <> record)))
    and not exists (select 1 from link_decision d join link_decision own on own.id = decision
      where d.id = any (identity_contradicting(of_person, array[record])) and (d.separated is distinct from record or d.at <> own.at)))
$$;

-- A separation that two people made: two bring the record back. Said of all that was decided at that moment.
create or replace function identity_by_two(decision bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from link_decision own join link_decision d on d.at = own.at and d.separated = own.separated
    where own.id = decision and d.superseded_at is null and d.proposal_id is not null)
$$;

-- The record comes back to its person, and nothing else does. 'since' where it was decided about again meanwhile: by whom
-- and with whom it is now, the viewer may not know.
create or replace function identity_come_back(decision bigint, of_person bigint, because text)
returns table (outcome text, kept bigint, other bigint)
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare record bigint; became bigint; beside bigint; decided timestamptz;
begin
  select d.separated, d.at into record, decided from link_decision d
    where d.id = decision and d.person_id = of_person and d.superseded_at is null and d.separated is not null;
  if record is null then return query select 'absent'::text, null::bigint, null::bigint; return; end if;
  select person_id into became from source_record where id = record;
  select min(s.id) into beside from source_record s where s.person_id = of_person and s.id <> record;
  if beside is null or became is null then return query select 'absent'::text, null::bigint, null::bigint; return; end if;
  if not identity_may_come_back(record, of_person, decision) then
    return query select 'since'::text, null::bigint, null::bigint; return;
  end if;
  update link_decision d set superseded_at = now() where d.superseded_at is null and d.separated = record and d.at = decided;
  if became <> of_person then perform identity_absorb(of_person, became); end if;
  insert into link_decision (left_record, right_record, person_id, verdict, why, staff_id)
    values (least(record, beside), greatest(record, beside), of_person, 'same', because, viewer_staff());
  perform identity_stand_together(record, of_person, because);
  return query select 'joined'::text, of_person, became;
end $$;

-- Whether the viewer may ask for it at all: they decide links, see the records, and have a reason for the person.
create or replace function identity_undoable(decision bigint, of_person bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from link_decision d where d.id = decision and d.person_id = of_person and d.superseded_at is null and d.separated is not null
    and $reason(d.person_id: team lead co-worker management selection))
$$;

-- Undoes a separation. 'second' where two people made it: bringing back is proposed then (_linkage_life.sql).
create or replace function identity_rejoin(decision bigint, of_person bigint, because text)
returns table (outcome text, kept bigint, other bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if not (viewer_may('link:decide') and viewer_sees('records')) then
    raise insufficient_privilege using message = 'may not decide links';
  end if;
  if not identity_undoable(decision, of_person) then return query select 'absent'::text, null::bigint, null::bigint; return; end if;
  if identity_by_two(decision) then
    if not exists (select 1 from link_decision d where d.id = decision and identity_may_come_back(d.separated, of_person, decision)) then
      return query select 'since'::text, null::bigint, null::bigint; return;
    end if;
    return query select 'second'::text, null::bigint, null::bigint; return;
  end if;
  return query select c.outcome, c.kept, c.other from identity_come_back(decision, of_person, because) c;
end $$;

alter function identity_current(bigint) owner to waymark_definer;
alter function identity_opened(integer) owner to waymark_definer;
alter function identity_search_records(text, real, integer) owner to waymark_definer;
alter function identity_queue(integer, integer, bigint, bigint) owner to waymark_definer;
alter function identity_decide(bigint, bigint, text, text) owner to waymark_definer;
alter function identity_separate(bigint, bigint, integer, text) owner to waymark_definer;
alter function identity_rejoin(bigint, bigint, text) owner to waymark_definer;
-- The other functions of this file run with their caller's rights: called by anybody else they can do nothing
-- that the caller could not.
revoke all on function identity_current(bigint), identity_opened(integer), identity_search_records(text, real, integer), identity_queue(integer, integer, bigint, bigint), identity_decide(bigint, bigint, text, text),
  identity_separate(bigint, bigint, integer, text), identity_rejoin(bigint, bigint, text), identity_kept_out(bigint), identity_reviewable(bigint), identity_side(bigint),
  identity_follow(bigint[]), identity_part(bigint), identity_worked(bigint), identity_whole(bigint), identity_contradicting(bigint, bigint[]), identity_join(bigint, bigint), identity_absorb(bigint, bigint), identity_may_come_back(bigint, bigint, bigint), identity_by_two(bigint), identity_come_back(bigint, bigint, text), identity_undoable(bigint, bigint), identity_stand_together(bigint, bigint, text),
  identity_dangers(bigint, bigint, text), identity_separation_dangers(bigint), identity_leave(bigint, bigint, text), identity_separable(bigint, bigint) from public;
grant execute on function identity_current(bigint), identity_opened(integer), identity_search_records(text, real, integer), identity_queue(integer, integer, bigint, bigint), identity_decide(bigint, bigint, text, text),
  identity_separate(bigint, bigint, integer, text), identity_rejoin(bigint, bigint, text) to waymark_app, waymark_definer;
grant execute on function identity_kept_out(bigint), identity_reviewable(bigint), identity_side(bigint), identity_follow(bigint[]), identity_part(bigint),
  identity_worked(bigint), identity_whole(bigint), identity_contradicting(bigint, bigint[]), identity_join(bigint, bigint), identity_absorb(bigint, bigint), identity_may_come_back(bigint, bigint, bigint), identity_by_two(bigint), identity_come_back(bigint, bigint, text), identity_undoable(bigint, bigint), identity_stand_together(bigint, bigint, text),
  identity_dangers(bigint, bigint, text), identity_separation_dangers(bigint), identity_leave(bigint, bigint, text), identity_separable(bigint, bigint) to waymark_definer;
