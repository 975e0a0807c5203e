-- The life of a link, decided by people: the group around a pair, decisions that take two, what somebody typed before they
-- made a person, and what is looked at again when a link is undone. Each function looks at the viewer's rights itself,
-- because it runs as the definer.

-- The records of the two people of a pair that waits, and what holds them together: of those that the reviewer may see,
-- and nothing of the others, not even how many.
create or replace function identity_cluster(one bigint, two bigint) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare seen bigint[]; people bigint[];
begin
  if not exists (select 1 from identity_queue(1, 0, least(one, two), greatest(one, two))) then return null; end if;
  select array_agg(distinct s.person_id) into people from source_record s where s.id in (one, two);
  select coalesce(array_agg(s.id), '{}') into seen from (
    select s.id from source_record s where s.person_id = any (people) and identity_reviewable(s.id)
    order by s.id not in (one, two), s.id limit 30) s;
  return jsonb_build_object(
    -- Yes or no: somebody decided that some records of the one are another person than some of the other's.
    'contradicted', cardinality(people) = 2 and identity_contradicting(people[1], (select array_agg(s.id) from source_record s where s.person_id = people[2])) <> '{}',
    'records', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'group', array_position(people, s.person_id), 'side', identity_side(s.id)) order by s.id), '[]')
      from source_record s where s.id = any (seen)),
    'edges', (select coalesce(jsonb_agg(jsonb_build_object('left', e.left_record, 'right', e.right_record, 'bits', e.bits, 'state', e.state) order by e.left_record, e.right_record), '[]')
      from link_edge e where e.left_record = any (seen) and e.right_record = any (seen)));
end $$;

-- Proposes a decision that takes a second person. Null where somebody has proposed one for this pair meanwhile.
create or replace function identity_propose(one bigint, two bigint, wanted text, because text, dangers text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made bigint;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if not viewer_may('link:decide') then raise insufficient_privilege using message = 'may not decide links'; end if;
  if not exists (select 1 from identity_queue(1, 0, least(one, two), greatest(one, two))) then return null; end if;
  insert into link_proposal (left_record, right_record, verdict, why, risks, staff_id)
    values (least(one, two), greatest(one, two), wanted, because, dangers, viewer_staff())
    on conflict (left_record, right_record) where state = 'waiting' do nothing returning id into made;
  return made;
end $$;

-- Who may compare two records of a proposal: whoever reviews both. A separation is also for those of a record's own agency,
-- who may separate a victim's or a witness's that nobody reviews.
create or replace function identity_comparable(record bigint, to_separate boolean) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select identity_reviewable(record) or (to_separate and exists (select 1 from source_record s where s.id = record
    and s.agency_id = viewer_agency() and not identity_kept_out(s.person_id)))
$$;

-- Proposes that a record leaves its person, where it takes two. The other record of the pair is the one it is linked to most
-- strongly, of those that the proposer may compare. Null where it is proposed already, or there is nothing to compare with.
create or replace function identity_propose_separation(record bigint, of_person bigint, because text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made bigint; beside bigint;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if (viewer_may('link:decide') and viewer_sees('records')) is not true then
    raise insufficient_privilege using message = 'may not decide links';
  end if;
  if not identity_separable(record, of_person) or exists (select 1 from link_proposal p where p.state = 'waiting' and p.separates = record) then return null; end if;
  select s.id into beside from source_record s
    left join link_edge e on e.left_record = least(s.id, record) and e.right_record = greatest(s.id, record)
    where s.person_id = of_person and s.id <> record and identity_comparable(s.id, true)
    order by e.bits desc nulls last, s.id limit 1;
  if beside is null then return null; end if;
  insert into link_proposal (left_record, right_record, verdict, why, risks, staff_id, separates)
    values (least(record, beside), greatest(record, beside), 'different', because, identity_separation_dangers(record), viewer_staff(), record)
    on conflict (left_record, right_record) where state = 'waiting' do nothing returning id into made;
  return made;
end $$;

-- Whoever proposed a decision of the queue that a second person made asks for it back: the two records are compared again by
-- somebody else, who may be the one who agreed. Seven days, as for whoever made one alone. Null where it is asked already, or
-- it is not theirs to ask.
create or replace function identity_ask_back(decision bigint, because text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made bigint; d link_decision; p link_proposal;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if not viewer_may('link:decide') then raise insufficient_privilege using message = 'may not decide links'; end if;
  select x.* into d from link_decision x where x.id = decision and x.superseded_at is null and x.undo is not null and x.at > now() - interval '7 days'
    and identity_comparable(x.left_record, false) and identity_comparable(x.right_record, false);
  select x.* into p from link_proposal x where x.id = d.proposal_id and x.staff_id = viewer_staff() and x.state = 'agreed' and viewer_sees('review-queue');
  if p.id is null then return null; end if;
  insert into link_proposal (left_record, right_record, verdict, why, risks, staff_id, takes_back)
    values (d.left_record, d.right_record, case d.verdict when 'same' then 'different' else 'same' end, because, p.risks, viewer_staff(), d.id)
    on conflict (left_record, right_record) where state = 'waiting' do nothing returning id into made;
  return made;
end $$;

-- Proposes that a separated record comes back, where two people separated it: for whoever may undo the separation from the
-- person's Records, or made the decision in the queue. Beside it is a record that stayed. Null as above.
create or replace function identity_propose_return(decision bigint, because text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made bigint; beside bigint; d link_decision;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if not viewer_may('link:decide') then raise insufficient_privilege using message = 'may not decide links'; end if;
  select x.* into d from link_decision x where x.id = decision and x.superseded_at is null and x.separated is not null;
  if d.id is null or not identity_by_two(d.id) or (not (viewer_sees('records') and identity_undoable(d.id, d.person_id))
      and not (viewer_sees('review-queue') and d.staff_id = viewer_staff() and d.undo is not null
        and identity_reviewable(d.left_record) and identity_reviewable(d.right_record)))
    or exists (select 1 from link_proposal p where p.state = 'waiting' and p.rejoins in (select o.id from link_decision o where o.at = d.at and o.separated = d.separated))
  then return null; end if;
  select s.id into beside from source_record s where s.person_id = d.person_id and s.id <> d.separated and identity_comparable(s.id, true) order by s.id limit 1;
  if beside is null then return null; end if;
  insert into link_proposal (left_record, right_record, verdict, why, risks, staff_id, rejoins)
    select least(d.separated, beside), greatest(d.separated, beside), 'same', because, p.risks, viewer_staff(), d.id
    from link_proposal p where p.id = (select max(o.proposal_id) from link_decision o where o.at = d.at and o.separated = d.separated)
    on conflict (left_record, right_record) where state = 'waiting' do nothing returning id into made;
  return made;
end $$;

-- Who may agree with a proposal: whoever reviews pairs and decides in the scheme, but not the proposer.
create or replace function identity_seconds(of_staff bigint) returns text[]
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(distinct s.name || ', ' || a.name), '{}') from staff s join agency a on a.id = s.agency_id
    join staff_role h on h.staff_id = s.id and h.scheme_id = viewer_scheme() and h.from_date <= current_date and (h.to_date is null or h.to_date > current_date)
  where s.id <> of_staff and s.from_date <= current_date and (s.to_date is null or s.to_date > current_date)
    and (select count(distinct w."right") from role_right w where w.scheme_id = h.scheme_id and w.role = h.role
      and w."right" in ('link:decide', 'see:review-queue') and w.from_date <= current_date and (w.to_date is null or w.to_date > current_date)) = 2
$$;

-- Proposals that wait, of pairs that the viewer may look at, and what became of one's own lately. First what waits for the
-- viewer's own answer. One by its number, for as long as it stands, also to whoever answered it.
drop function if exists identity_proposals();
create or replace function identity_proposals(only_id bigint default null) returns table (id bigint, left_record bigint, right_record bigint, verdict text, why text, risks text[],
  staff text, mine boolean, at timestamptz, state text, second text, second_why text, settled_at timestamptz, left_side jsonb, right_side jsonb,
  separates bigint, seconds text[], rejoins bigint, takes_back bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select p.id, p.left_record, p.right_record, p.verdict, p.why, p.risks, s.name, p.staff_id = viewer_staff(), p.at, p.state, t.name, p.second_why,
    p.settled_at, identity_side(p.left_record), identity_side(p.right_record),
    p.separates, case when p.state = 'waiting' then identity_seconds(p.staff_id) else '{}' end, p.rejoins, p.takes_back
  from link_proposal p join staff s on s.id = p.staff_id left join staff t on t.id = p.second_id
  where viewer_may('link:decide') and (p.staff_id = viewer_staff() or (viewer_sees('review-queue') and p.state = 'waiting') or (only_id is not null and p.second_id = viewer_staff()))
    and case when only_id is null then p.state = 'waiting' or p.settled_at > now() - interval '14 days' else p.id = only_id end
    and identity_comparable(p.left_record, num_nonnulls(p.separates, p.rejoins) > 0) and identity_comparable(p.right_record, num_nonnulls(p.separates, p.rejoins) > 0)
  order by p.state <> 'waiting', p.staff_id = viewer_staff(), p.id desc limit 50;
end $$;

-- A second person agrees, and the decision is made, or says no, and nothing is.
create or replace function identity_second(proposal bigint, agrees boolean, because text)
returns table (outcome text, kept bigint, other bigint, left_record bigint, right_record bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare p link_proposal; did record; of_person bigint;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if not viewer_may('link:decide') then raise insufficient_privilege using message = 'may not decide links'; end if;
  select x.* into p from link_proposal x where x.id = proposal and viewer_sees('review-queue')
    and identity_comparable(x.left_record, num_nonnulls(x.separates, x.rejoins) > 0) and identity_comparable(x.right_record, num_nonnulls(x.separates, x.rejoins) > 0);
  if p.id is null then return query select 'absent'::text, null::bigint, null::bigint, null::bigint, null::bigint; return; end if;
  if p.state <> 'waiting' then return query select 'settled'::text, null::bigint, null::bigint, p.left_record, p.right_record; return; end if;
  if p.staff_id = viewer_staff() then return query select 'own'::text, null::bigint, null::bigint, p.left_record, p.right_record; return; end if;
  if not agrees then
    update link_proposal x set state = 'refused', second_id = viewer_staff(), second_why = because, settled_at = now() where x.id = p.id;
    return query select 'refused'::text, null::bigint, null::bigint, p.left_record, p.right_record; return;
  end if;
  if p.rejoins is not null then
    -- As it was decided: what was done in the queue is put back as it was.
    if exists (select 1 from link_decision d where d.id = p.rejoins and d.undo ->> 'outcome' = 'separated') then
      select b.* into did from identity_put_back(p.rejoins) b;
    else
      select c.* into did from link_decision d, identity_come_back(d.id, d.person_id, p.why) c where d.id = p.rejoins;
    end if;
    if did.outcome in ('joined', 'taken-back') then
      update link_proposal x set state = 'agreed', second_id = viewer_staff(), second_why = because, settled_at = now() where x.id = p.id;
      update link_decision d set proposal_id = p.id where d.at = now() and d.staff_id = viewer_staff() and d.verdict = 'same' and d.superseded_at is null
        and d.proposal_id is null and d.person_id = did.kept;
    end if;
    return query select case did.outcome when 'absent' then 'back-already' when 'decided' then 'since' else did.outcome end, did.kept::bigint, did.other::bigint,
      p.left_record, p.right_record;
    return;
  end if;
  if p.takes_back is not null then
    select b.* into did from identity_put_back(p.takes_back) b;
    if did.outcome = 'taken-back' then
      update link_proposal x set state = 'agreed', second_id = viewer_staff(), second_why = because, settled_at = now() where x.id = p.id;
    end if;
    return query select case did.outcome when 'absent' then 'since' when 'decided' then 'since' else did.outcome end, did.kept::bigint, did.other::bigint,
      p.left_record, p.right_record;
    return;
  end if;
  if p.separates is not null then
    select s.person_id into of_person from source_record s where s.id = p.separates;
    if not exists (select 1 from source_record s where s.person_id = of_person and s.id <> p.separates and s.id in (p.left_record, p.right_record)) then
      return query select 'apart-already'::text, null::bigint, null::bigint, p.left_record, p.right_record; return;
    end if;
    select l.* into did from identity_leave(p.separates, of_person, p.why) l;
    update link_proposal x set state = 'agreed', second_id = viewer_staff(), second_why = because, settled_at = now() where x.id = p.id;
    update link_decision d set proposal_id = p.id where d.superseded_at is null and d.separated = p.separates and d.id >= did.decided;
    return query select 'separated'::text, of_person, did.made::bigint, p.left_record, p.right_record; return;
  end if;
  select d.* into did from identity_decide(p.left_record, p.right_record, p.verdict, p.why) d;
  if did.outcome in ('joined', 'kept', 'separated', 'apart') then
    update link_proposal x set state = 'agreed', second_id = viewer_staff(), second_why = because, settled_at = now() where x.id = p.id;
    update link_decision d set proposal_id = p.id where d.superseded_at is null and d.left_record = p.left_record and d.right_record = p.right_record;
  end if;
  return query select did.outcome::text, did.kept::bigint, did.other::bigint, p.left_record, p.right_record;
end $$;

create or replace function identity_withdraw(proposal bigint) returns table (outcome text, left_record bigint, right_record bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not viewer_may('link:decide') then raise insufficient_privilege using message = 'may not decide links'; end if;
  return query update link_proposal x set state = 'withdrawn', settled_at = now()
    where x.id = proposal and x.staff_id = viewer_staff() and x.state = 'waiting' returning 'withdrawn'::text, x.left_record, x.right_record;
end $$;

-- Rows that go with a record, by table: what a separation moves is said before it is made.
create or replace function identity_goes_with(record bigint) returns jsonb
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select jsonb_build_object(
    'offence', (select count(*) from offence d join source_record r on r.id = record where d.nominal_ref = r.local_id and d.person_id = r.person_id
      and d.source_id in (select s.id from import_source s where s.agency_id = r.agency_id)),
    'custody_spell', (select count(*) from custody_spell d join source_record r on r.id = record where d.nominal_ref = r.local_id and d.person_id = r.person_id
      and d.source_id in (select s.id from import_source s where s.agency_id = r.agency_id)),
    'supervision', (select count(*) from supervision d join source_record r on r.id = record where d.nominal_ref = r.local_id and d.person_id = r.person_id
      and d.source_id in (select s.id from import_source s where s.agency_id = r.agency_id)))
$$;

-- Who was shown somebody in a briefing that was released since a moment: who read it, who took it on paper, and who made or
-- released it, who mend it while it is out. Of one who was taken off it, whoever had read it before.
create or replace function identity_briefed(of_person bigint, began timestamptz) returns table (staff_id bigint)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  with shown as (
    select b.id, b.made_by, b.released_by, i.withdrawn_at from briefing_item i join briefing b on b.id = i.briefing_id
    where i.person_id = of_person and b.released_at >= began)
  select r.staff_id from shown b join briefing_reader r on r.briefing_id = b.id where b.withdrawn_at is null or r.first_at < b.withdrawn_at
  union select c.staff_id from shown b join briefing_copy c on c.briefing_id = b.id where b.withdrawn_at is null or c.at < b.withdrawn_at
  union select unnest(array[b.made_by, b.released_by]) from shown b
$$;

-- Notes that a record left somebody, and tells those again who were told of them while it was theirs: that somebody whom
-- they had to do with was two, and not who.
create or replace function identity_note_separation(decision bigint, of_person bigint, became bigint, record bigint, with_it jsonb) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare made bigint; began timestamptz;
begin
  select greatest(s.first_seen_at, max(d.at)) into began from source_record s
    left join link_decision d on d.verdict = 'same' and record in (d.left_record, d.right_record) and d.id < decision
    where s.id = record group by s.first_seen_at;
  insert into separation (decision_id, person_id, other_id, record_id, staff_id, since, went)
    values (decision, of_person, became, record, viewer_staff(), began, with_it) returning id into made;
  insert into separation_told (separation_id, staff_id, how)
  select made, t.staff_id, array_agg(distinct t.how order by t.how) from (
    select a.staff_id, 'looked' as how from audit_entry a where a.person_id = of_person and a.kind = 'opened' and a.at >= began
    union all select r.staff_id, 'alert' from alert_recipient r where r.person_id = of_person and r.told_at >= began
    union all select c.staff_id, 'report' from dissemination_copy c join intelligence_report i on i.id = c.report_id
      where i.person_ids @> array[of_person] and c.made_at >= began
    union all select n.staff_id, 'notice' from notice n where n.person_id = of_person and n.at >= began
    union all select b.staff_id, 'briefing' from identity_briefed(of_person, began) b
  ) t where t.staff_id is not null and t.staff_id <> viewer_staff() group by t.staff_id;
  insert into notice (staff_id, kind, subject, subject_id)
    select t.staff_id, 'identity-separated', 'separation', made from separation_told t where t.separation_id = made;
end $$;

-- Where a record is with the person again whom it left, its separation is over, and those who were told that it left are
-- told that too.
create or replace function identity_end_separation(record bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare over bigint[];
begin
  select coalesce(array_agg(x.id), '{}') into over from separation x join source_record s on s.id = x.record_id
    where x.record_id = record and x.ended_at is null and s.person_id = identity_current(x.person_id);
  insert into notice (staff_id, kind, subject, subject_id)
    select t.staff_id, 'identity-rejoined', 'separation', t.separation_id from separation_told t where t.separation_id = any (over);
  update separation x set ended_at = now() where x.id = any (over);
end $$;

-- A contact goes to another person with what is part of it. Called by those below alone.
create or replace function identity_contacts_go(contacts bigint[], to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if cardinality(contacts) = 0 then return; end if;
  perform set_config('waymark.reassigning', 't', true);
  update contact c set person_id = to_person, step_id = null, version = c.version + 1, changed_at = now(), changed_by = viewer_staff() where c.id = any (contacts);
  update contact_joint k set person_id = to_person where k.contact_id = any (contacts);
  update contact_move k set person_id = to_person where k.contact_id = any (contacts);
  update drug_test k set person_id = to_person where k.contact_id = any (contacts);
  -- What was to remind this person is not sent to them; the other one is reminded where they agreed to be.
  update message k set state = 'dropped', cause = 'appointment-changed', settled_at = now(), version = k.version + 1
    where k.contact_id = any (contacts) and k.kind = 'reminder' and k.state = 'queued';
  update reminder_choice k set person_id = to_person where k.contact_id = any (contacts);
  perform set_config('waymark.reassigning', '', true);
end $$;

-- A number that leads to another has no contacts: what somebody gave to that person goes where the number leads, whoever
-- decided it, a person or the linkage. Other things are looked for where a separation gave any.
create or replace function contacts_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_name <> 'person' or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'these follow people';
  end if;
  perform identity_contacts_go(array(select c.id from contact c where c.person_id = new.id), new.gone_to);
  if exists (select 1 from separation x join person p on p.id = x.other_id where x.other_id = new.id or p.gone_to in (new.id, new.gone_to)) then
    perform separation_things_follow(new.id, new.gone_to);
  end if;
  return null;
end $$;
alter function contacts_follow() owner to waymark_definer;
revoke all on function contacts_follow() from public;
create or replace trigger contacts_follow after update of gone_to on person for each row
  when (new.gone_to is not null and new.gone_to is distinct from old.gone_to) execute function contacts_follow();

-- Who was told again: for whoever decides links and sees the person's records.
create or replace function identity_told(of_separation bigint) returns table (staff text, agency text, how text[], told_at timestamptz, seen_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select s.name, a.name, t.how, t.told_at, t.seen_at from separation x join separation_told t on t.separation_id = x.id
    join staff s on s.id = t.staff_id join agency a on a.id = s.agency_id
    where x.id = of_separation and viewer_may('link:decide') and viewer_sees('records') and viewer_reaches(x.person_id)
    order by a.name, s.name;
end $$;

-- What people typed and the office must look at: with the records that may be meant, as far as the reviewer may see them, and
-- nominations by other agencies that wait for the same person. An asking of which they may see neither is not there for them.
drop function if exists identity_checks(bigint, integer, integer);
create or replace function identity_checks(only_id bigint, at_most integer, skip integer)
returns table (id bigint, at timestamptz, staff text, agency text, given_name text, family_name text, born date, born_as text, identifier_kind text, identifier text, made text, words text,
  state text, outcome text, why text, settled_by text, settled_at timestamptz, mine boolean, version integer, matches jsonb, beside jsonb, total integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not viewer_sees('review-queue') then return; end if;
  return query
  with asked as (
    select c.* from identity_check c where c.scheme_id = viewer_scheme() and c.state <> 'asked'
      and (only_id is null or c.id = only_id) and (c.state = 'waiting' or only_id is not null)
      and (c.outcome = 'not-needed' or not identity_check_undone(c.made, c.made_id))),
  seen as (
    select k.id as check_id,
      (select coalesce(jsonb_agg(jsonb_build_object('record', m.record_id, 'bits', m.bits, 'evidence', m.evidence, 'side', identity_side(m.record_id))
        order by m.bits desc, m.record_id), '[]') from identity_check_match m where m.check_id = k.id and identity_comparable(m.record_id, k.made is not distinct from 'separation')) as matches,
      identity_check_besides(k.id) as beside, identity_asking_shown(k.made, k.made_id) as shown
    from asked k)
  select c.id, c.at, s.name, a.name, c.given_name, c.family_name, c.born, c.born_as, c.identifier_kind, c.identifier, c.made, c.words, c.state, c.outcome, c.why, b.name, c.settled_at,
    c.settled_by = viewer_staff(), c.version, x.matches, x.beside, (count(*) over ())::integer
  from seen x join asked c on c.id = x.check_id join staff s on s.id = c.staff_id join agency a on a.id = c.agency_id
    left join staff b on b.id = c.settled_by
  where case c.made when 'separation' then x.shown else true end and (x.matches <> '[]' or x.beside <> '[]' or x.shown)
  order by c.id limit at_most offset skip;
end $$;

-- Whether an asking about a separation is for the viewer's office at all: it reaches whoever reviews for an agency that shares
-- who people are, and is kept out of neither of the two; the record that left is shown, besides, to those alone who may see it
-- (a victim's or a witness's to nobody but its own agency). False of anything else that was asked.
create or replace function identity_asking_shown(made text, made_no bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select made is not distinct from 'separation' and exists (select 1 from separation x left join source_record s on s.id = x.record_id where x.id = made_no
    and (viewer_shares('identity') or s.agency_id = viewer_agency()) and not identity_kept_out(x.person_id) and not identity_kept_out(x.other_id)
    and not coalesce(identity_kept_out(s.person_id), false))
$$;

-- Whom to ask of a record that left and that the viewer may not see: the agency that holds it.
create or replace function identity_asking_holder(check_no bigint) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select a.name from identity_check c join separation x on x.id = c.made_id join source_record s on s.id = x.record_id join agency a on a.id = s.agency_id
    where c.id = check_no and c.scheme_id = viewer_scheme() and viewer_sees('review-queue') and identity_asking_shown(c.made, c.made_id));
end $$;

-- The nominations beside an asking, of nobody whom the reviewer is kept out of: who wrote them and whom they typed, never why.
create or replace function identity_check_besides(check_no bigint) returns jsonb
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('nomination', n.id, 'agency', a.name, 'staff', s.name, 'givenName', n.given_name, 'familyName', n.family_name,
    'born', n.born, 'bornAs', n.born_as, 'identifier', n.identifier, 'at', n.made_at) order by n.id), '[]')
  from identity_check_beside b join nomination n on n.id = b.nomination_id join agency a on a.id = n.agency_id join staff s on s.id = n.staff_id
  where b.check_id = check_no and n.scheme_id = viewer_scheme() and n.state = 'waiting' and viewer_shares('identity') and (n.person_id is null or not identity_kept_out(n.person_id))
$$;

-- What was made of an asking was taken back by who made it: whom they typed leaves the queue with it.
create or replace function identity_check_undone(made text, made_no bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select case made when 'nomination' then exists (select 1 from nomination n where n.id = made_no and n.state = 'withdrawn')
    when 'sighting' then exists (select 1 from sighting s where s.id = made_no and s.state = 'withdrawn')
    when 'separation' then exists (select 1 from separation x where x.id = made_no and x.ended_at is not null) else false end
$$;

-- Settles an asking (an outcome given), or opens one's own answer again within seven days (none given).
create or replace function identity_check_settle(check_no bigint, expected integer, wanted text, because text) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare c identity_check;
begin
  if not (viewer_may('link:decide') and viewer_sees('review-queue')) then raise insufficient_privilege using message = 'may not settle'; end if;
  if not exists (select 1 from identity_checks(check_no, 1, 0)) then return 'absent'; end if;
  select k.* into c from identity_check k where k.id = check_no for update;
  if c.version <> expected then return 'stale'; end if;
  if wanted is null then
    if c.state <> 'settled' or c.settled_by is distinct from viewer_staff() or c.settled_at < now() - interval '7 days' then return 'absent'; end if;
    -- They have asked again since: that asking waits.
    if c.made = 'separation' and exists (select 1 from identity_check k where k.made = c.made and k.made_id = c.made_id and k.staff_id = c.staff_id and k.state <> 'settled')
    then return 'stale'; end if;
    update identity_check k set state = 'waiting', outcome = null, why = null, settled_by = null, settled_at = null, version = k.version + 1 where k.id = check_no;
    return 'reopened';
  end if;
  if c.state <> 'waiting' then return 'stale'; end if;
  update identity_check k set state = 'settled', outcome = wanted, why = because, settled_by = viewer_staff(), settled_at = now(), version = k.version + 1
    where k.id = check_no;
  return 'settled';
end $$;

-- One's own settled askings, for as long as they may be opened again.
drop function if exists identity_checks_settled();
create or replace function identity_checks_settled() returns table (id bigint, at timestamptz, made text, outcome text, why text, settled_at timestamptz, version integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select c.id, c.at, c.made, c.outcome, c.why, c.settled_at, c.version from identity_check c
    where viewer_sees('review-queue') and c.settled_by = viewer_staff() and c.state = 'settled' and c.settled_at > now() - interval '7 days'
      and not identity_check_undone(c.made, c.made_id) and (exists (select 1 from identity_check_match m where m.check_id = c.id and identity_reviewable(m.record_id))
        or identity_check_besides(c.id) <> '[]' or identity_asking_shown(c.made, c.made_id))
    order by c.settled_at desc limit 20;
end $$;

-- Which value of several is shown: the scheme's rule, dated. Null where somebody has set it meanwhile.
create or replace function identity_values_set(body jsonb, expected integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare last integer;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if viewer_may('values:set') is not true then raise insufficient_privilege using message = 'may not set which values are shown'; end if;
  select coalesce(max(r.version), 0) into last from rule_version r where r.scheme_id = viewer_scheme() and r.kind = 'shown-values';
  if last <> expected then return null; end if;
  update rule_version r set valid_to = current_date where r.scheme_id = viewer_scheme() and r.kind = 'shown-values' and r.valid_to is null and r.valid_from < current_date;
  insert into rule_version (scheme_id, kind, version, valid_from, body, example, author_id, approved_by)
    values (viewer_scheme(), 'shown-values', last + 1, current_date, body, false, viewer_staff(), viewer_staff());
  return last + 1;
end $$;

do $$ declare f regprocedure; begin
  foreach f in array array['identity_cluster(bigint, bigint)', 'identity_propose(bigint, bigint, text, text, text[])', 'identity_propose_separation(bigint, bigint, text)', 'identity_propose_return(bigint, text)', 'identity_ask_back(bigint, text)', 'identity_proposals(bigint)',
    'identity_second(bigint, boolean, text)', 'identity_withdraw(bigint)', 'identity_told(bigint)',
    'identity_checks(bigint, integer, integer)', 'identity_check_settle(bigint, integer, text, text)', 'identity_checks_settled()', 'identity_asking_holder(bigint)', 'identity_values_set(jsonb, integer)']::regprocedure[]
  loop
    execute format('alter function %s owner to waymark_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to waymark_app, waymark_definer', f);
  end loop;
end $$;
revoke all on function identity_comparable(bigint, boolean), identity_seconds(bigint), identity_goes_with(bigint), identity_briefed(bigint, timestamptz), identity_note_separation(bigint, bigint, bigint, bigint, jsonb), identity_end_separation(bigint), identity_contacts_go(bigint[], bigint), identity_check_besides(bigint), identity_check_undone(text, bigint), identity_asking_shown(text, bigint) from public;
grant execute on function identity_comparable(bigint, boolean), identity_seconds(bigint), identity_goes_with(bigint), identity_briefed(bigint, timestamptz), identity_note_separation(bigint, bigint, bigint, bigint, jsonb), identity_end_separation(bigint), identity_contacts_go(bigint[], bigint), identity_check_besides(bigint), identity_check_undone(text, bigint), identity_asking_shown(text, bigint) to waymark_definer;
