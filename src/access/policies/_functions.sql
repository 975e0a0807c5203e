-- What a policy may ask about the viewer. Each is used as (select viewer_…()), so it runs once a query.
-- The settings are '' after a transaction that set them, hence nullif everywhere.

create or replace function viewer_staff() returns bigint language sql stable parallel safe as
  $$ select nullif(current_setting('waymark.staff', true), '')::bigint $$;

create or replace function viewer_agency() returns bigint language sql stable parallel safe as
  $$ select nullif(current_setting('waymark.agency', true), '')::bigint $$;

create or replace function viewer_scheme() returns bigint language sql stable parallel safe as
  $$ select nullif(current_setting('waymark.scheme', true), '')::bigint $$;

create or replace function viewer_service() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('waymark.service', true), '') $$;

create or replace function viewer_session() returns bigint language sql stable parallel safe as
  $$ select nullif(current_setting('waymark.session', true), '')::bigint $$;

-- The person whom the page or the act is about, where it is about one. It grants nothing: it only lets a policy ask for
-- the reason once a statement instead of once a row.
create or replace function viewer_person() returns bigint language sql stable parallel safe as
  $$ select nullif(current_setting('waymark.person', true), '')::bigint $$;

-- Somebody is there: a signed-in member of staff or a named service.
create or replace function viewer_known() returns boolean language sql stable parallel safe as
  $$ select nullif(current_setting('waymark.staff', true), '') is not null
         or nullif(current_setting('waymark.service', true), '') is not null $$;

-- What an access reason may be held by: themselves, their team, their agency, their posts.
create or replace function viewer_holders() returns text[] language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('waymark.holders', true), '')::text[], '{}') $$;

-- A right such as 'contact:record'.
create or replace function viewer_may(wanted text) returns boolean language sql stable parallel safe as
  $$ select position(',' || wanted || ',' in coalesce(current_setting('waymark.rights', true), '')) > 0 $$;

-- The right to see a category of item.
create or replace function viewer_sees(category text) returns boolean language sql stable parallel safe as
  $$ select position(',see:' || category || ',' in coalesce(current_setting('waymark.rights', true), '')) > 0 $$;

-- An agreement in force gives the viewer's agency other agencies' items of this category.
create or replace function viewer_shares(category text) returns boolean language sql stable parallel safe as
  $$ select position(',' || category || ',' in coalesce(current_setting('waymark.shares', true), '')) > 0 $$;

create or replace function viewer_statutory() returns boolean language sql stable parallel safe as
  $$ select coalesce(current_setting('waymark.statutory', true), '') = 't' $$;

-- A definer's search_path names pg_temp last: unnamed it would come first, and a temporary table of the caller's
-- would stand for ours.
-- What runs as its definer is written in plpgsql: it keeps its plan for the length of a connection, while a function
-- in SQL that cannot be folded into the statement is planned anew each time it is asked.

-- Batches of extracts on their way in or out: their rows are seen by nobody but the intake until the flip.
create or replace function import_pending() returns bigint[] language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(array_agg(id), '{}') from import_batch where state in ('accepting', 'undoing'));
end $$;

-- The people whom their limited-access lists or a declared interest keep from the viewer: for what is seen
-- without a row of access_reason, which has the lists copied.
create or replace function viewer_barred() returns bigint[] language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(array_agg(distinct x.person_id), '{}') from access_restriction x
     where x.to_at is null and ((x.kind = 'exclude' and x.staff_id = viewer_staff())
       or (x.kind = 'only' and not exists (select 1 from access_restriction o
         where o.person_id = x.person_id and o.kind = 'only' and o.to_at is null and o.staff_id = viewer_staff()))));
end $$;

-- Row history: one statement, one insert, whatever the number of rows. As its definer, so that nobody can write
-- history by hand.
create or replace function keep_history() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'history is kept of the house''s own tables';
  end if;
  if tg_op = 'INSERT' then
    insert into row_history (table_name, row_id, person_id, agency_id, op, staff_id, service, request_id)
    select tg_table_name, (j->>'id')::bigint, (j->>'person_id')::bigint, (j->>'agency_id')::bigint, 'insert',
           viewer_staff(), viewer_service(), nullif(current_setting('waymark.request', true), '')
    from (select to_jsonb(n) as j from new_rows n) rows;
  else
    insert into row_history (table_name, row_id, person_id, agency_id, op, staff_id, service, request_id, was)
    select tg_table_name, (j->>'id')::bigint, (j->>'person_id')::bigint, (j->>'agency_id')::bigint, lower(tg_op),
           viewer_staff(), viewer_service(), nullif(current_setting('waymark.request', true), ''), j
    from (select to_jsonb(o) as j from old_rows o) rows;
  end if;
  return null;
end $$;

-- An open need shows the person to the scheme's pathways manager. Whoever edits the plan may open and close that
-- one reason, for a need that is on the plan of a person they work with, and nothing else.
create or replace function viewer_plans(person bigint, because text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select viewer_may('plan:edit') and case when because ~ '^goal:[0-9]{1,15}$' then
    exists (select 1 from plan_goal g where g.id = substr(because, 6)::bigint and (person is null or g.person_id = person)
      and exists (select 1 from access_reason m where m.person_id = g.person_id and m.holder = any (viewer_holders())
        and m.kind in ('team', 'lead', 'co-worker', 'management', 'embedded') and m.opens_at <= now() and (m.closes_at is null or m.closes_at > now())
        and not (viewer_staff() = any (m.excluded_staff)) and (m.only_staff is null or viewer_staff() = any (m.only_staff)))) else false end);
end $$;

-- A referral shows the person to the provider it was sent to, and it and a need that no service meets show them to the
-- scheme's pathways manager, for as long as they are open and no longer: the rows themselves decide. Whoever refers
-- opens; the provider's worker who declines or ends it closes.
create or replace function viewer_refers(person bigint, because text, to_agency bigint, to_post text, opening boolean) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if because ~ '^referral:[0-9]{1,15}$' then
    return exists (select 1 from referral r where r.id = substr(because, 10)::bigint and (person is null or r.person_id = person)
      and case when opening then r.state in ('sent', 'accepted', 'started') and viewer_may('referral:make') and r.agency_id = viewer_agency()
          and (to_agency is distinct from viewer_agency() or viewer_keeps(r.person_id))
          and (to_agency = r.provider_agency_id or (to_post = 'pathways:' || r.scheme_id and r.handling = 'partners'))
        else r.state not in ('sent', 'accepted', 'started') and ((viewer_may('referral:make') and r.agency_id = viewer_agency())
          or (viewer_may('referral:handle') and r.provider_agency_id = viewer_agency())) end);
  elsif because ~ '^unmet:[0-9]{1,15}$' then
    return exists (select 1 from unmet_need n where n.id = substr(because, 7)::bigint and (person is null or n.person_id = person) and viewer_may('referral:make')
      and case when opening then n.state = 'open' and n.handling = 'partners' and n.agency_id = viewer_agency() and to_post = 'pathways:' || n.scheme_id
        else n.state <> 'open' end);
  end if;
  return false;
end $$;

-- Opening and closing access happens in the act's own transaction, through access/reasons.ts. The caller
-- cannot read other people's reasons, so these run with the definer's role, which sees them only for a known
-- viewer, and only for one who has the right to open access.
-- The viewer has a reason of their own for the person: nobody opens to others what they may not see.
create or replace function viewer_reaches(person bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select exists (select 1 from access_reason m where m.person_id = person and m.holder = any (viewer_holders()) and m.opens_at <= now()
    and (m.closes_at is null or m.closes_at > now()) and m.kind not in ('supplied', 'briefing', 'dissemination', 'victim')
    and not (viewer_staff() = any (m.excluded_staff)) and (m.only_staff is null or viewer_staff() = any (m.only_staff))));
end $$;

-- The same by a reason that is the viewer's for as long as they do the work: not what a deputy has for days, a worker of
-- a trial for its time, or somebody for hours who broke the glass. Only such a reason lets anybody give lasting ones.
create or replace function viewer_keeps(person bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select exists (select 1 from access_reason m where m.person_id = person and m.holder = any (viewer_holders()) and m.opens_at <= now()
    and (m.closes_at is null or m.closes_at > now()) and m.kind not in ('supplied', 'briefing', 'dissemination', 'victim', 'break-glass')
    and m.source not like 'absence:%' and m.source not like 'trial:%'
    and not (viewer_staff() = any (m.excluded_staff)) and (m.only_staff is null or viewer_staff() = any (m.only_staff))));
end $$;

-- Whoever sees a person only because they were referred has their name and what the referral shares: no agency's number
-- of them, no other name, no state of the scheme.
create or replace function viewer_identifies(person bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select exists (select 1 from access_reason m where m.person_id = person and m.holder = any (viewer_holders()) and m.opens_at <= now()
    and (m.closes_at is null or m.closes_at > now()) and m.kind not in ('supplied', 'briefing', 'dissemination', 'victim', 'referral')
    and not (viewer_staff() = any (m.excluded_staff)) and (m.only_staff is null or viewer_staff() = any (m.only_staff))));
end $$;

-- Whether they are on the scheme, yes or no: for somebody who records work with a person and may not read what the
-- membership says. Nothing is told of a person whom the viewer does not reach.
create or replace function is_on_scheme(person bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select viewer_shares('identity') and viewer_reaches(person) and exists (select 1 from membership m where m.person_id = person and m.left_on is null));
end $$;

-- What was written about one person is never moved to another; separating records is linkage's work.
create or replace function refuse_other_person() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  -- What came to somebody by a wrong link is given to the other person by separation_move() alone.
  if current_user = 'waymark_definer' and current_setting('waymark.reassigning', true) = 't' then return new; end if;
  raise insufficient_privilege using message = 'a row stays with its person';
end $$;

create or replace function access_open(person bigint, reason_kind text, to_staff bigint, to_team bigint, to_agency bigint,
  to_post text, because text, why_text text, until timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made bigint;
begin
  -- "is not true": with no service at work, or no end given, the whole is null, and "if not null" raises nothing.
  if ((viewer_may('access:open') and viewer_keeps(person)) or viewer_service() in ('selection', 'linkage')
          or (reason_kind = 'break-glass' and viewer_may('break-glass:take') and to_staff = viewer_staff() and until <= now() + interval '4 hours')
          or (reason_kind = 'referral' and to_post = 'pathways:' || viewer_scheme() and to_staff is null and to_team is null and to_agency is null
              and viewer_plans(person, because))
          or (reason_kind = 'referral' and num_nonnulls(to_agency, to_post) = 1 and to_staff is null and to_team is null and viewer_reaches(person)
              and viewer_refers(person, because, to_agency, to_post, true))) is not true then
    raise insufficient_privilege using message = 'may not open access';
  end if;
  select id into made from access_reason r where r.person_id = person and r.kind = reason_kind and r.source = because
    and r.holder = coalesce('staff:' || to_staff, 'team:' || to_team, 'agency:' || to_agency, 'post:' || to_post)
    and (r.closes_at is null or r.closes_at > now());
  if made is not null then return made; end if;
  insert into access_reason (person_id, kind, staff_id, team_id, agency_id, post, source, why, closes_at, excluded_staff, only_staff)
  select person, reason_kind, to_staff, to_team, to_agency, to_post, because, why_text, until,
    coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'exclude' and x.to_at is null), '{}'),
    (select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'only' and x.to_at is null)
  returning id into made;
  return made;
end $$;

create or replace function access_close(because text, person bigint default null, reason_kind text default null, at timestamptz default now())
returns integer language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if (viewer_may('access:open') or viewer_service() in ('selection', 'linkage')
          or (reason_kind = 'referral' and (viewer_plans(person, because) or viewer_refers(person, because, null, null, false)))) is not true then
    raise insufficient_privilege using message = 'may not close access';
  end if;
  update access_reason r set closes_at = greatest(at, r.opens_at) where r.source = because
    and (person is null or r.person_id = person) and (reason_kind is null or r.kind = reason_kind)
    and (r.closes_at is null or r.closes_at > at);
  get diagnostics n = row_count;
  return n;
end $$;

-- Break-glass: somebody with the right, a typed reason and an identifier that they hold opens one person to
-- themselves for four hours. Answers null alike where nobody has the identifier and where the person's list
-- keeps the viewer out.
create or replace function break_glass(identifier text, why_text text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare found_id bigint;
begin
  if not viewer_may('break-glass:take') or viewer_staff() is null then
    raise insufficient_privilege using message = 'may not take break-glass access';
  end if;
  if length(identifier) < 5 or length(trim(why_text)) < 10 then return null; end if;
  select p.id into found_id from person p
  where (p.pnc = identifier or p.crn = identifier or p.prison_number = identifier or p.cro = identifier) and p.gone_to is null
    and not exists (select 1 from access_restriction x where x.person_id = p.id and x.kind = 'exclude' and x.staff_id = viewer_staff() and x.to_at is null)
    and (not exists (select 1 from access_restriction x where x.person_id = p.id and x.kind = 'only' and x.to_at is null)
      or exists (select 1 from access_restriction x where x.person_id = p.id and x.kind = 'only' and x.staff_id = viewer_staff() and x.to_at is null))
  order by p.id limit 1;
  if found_id is null then return null; end if;
  perform access_open(found_id, 'break-glass', viewer_staff(), null, null, null, 'break-glass', why_text, now() + interval '4 hours');
  return found_id;
end $$;

-- Leaving the scheme ends what allocations opened, whoever wrote them.
create or replace function access_close_kinds(person bigint, kinds text[]) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if not viewer_may('access:open') then
    raise insufficient_privilege using message = 'may not close access';
  end if;
  update access_reason r set closes_at = greatest(now(), r.opens_at) where r.person_id = person and r.kind = any (kinds)
    and (r.closes_at is null or r.closes_at > now());
  get diagnostics n = row_count;
  return n;
end $$;

-- A declared interest, or a limited-access list: written once, copied to every open reason of the person.
create or replace function access_restrict(person bigint, restriction text, about bigint, because text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_may('access:restrict') or (about = viewer_staff() and restriction = 'exclude')) is not true then
    raise insufficient_privilege using message = 'may not restrict access';
  end if;
  insert into access_restriction (person_id, kind, staff_id, why) values (person, restriction, about, because);
  update access_reason r set
    excluded_staff = coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'exclude' and x.to_at is null), '{}'),
    only_staff = (select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'only' and x.to_at is null)
  where r.person_id = person;
end $$;

-- Notes a refusal and whether what was asked for exists, and tells the caller nothing.
create or replace function audit_refusal(what text, about text, about_id bigint, code text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare there boolean; people bigint[];
begin
  -- Whether it exists and whom it is about is for the auditor: the caller is told nothing. Null: it was not looked up.
  if about = 'person' then
    select count(*) > 0, array_agg(id) into there, people from person where id = about_id;
  elsif about = 'intelligence_report' then
    select count(*) > 0, array_agg(p) into there, people from intelligence_report r left join unnest(r.person_ids) as p on true where r.id = about_id;
  elsif about in ('victim', 'panel_meeting', 'import_batch') then
    execute format('select count(*) > 0 from %I where id = $1', about) into there using about_id;
  elsif about in ('risk_assessment', 'risk_flag', 'risk_register', 'source_record', 'contact', 'plan_goal', 'plan_step', 'plan_note', 'membership', 'allocation', 'candidate', 'panel_item', 'referral', 'referral_session',
    'unmet_need', 'questionnaire_answer', 'visit', 'message_consent', 'message', 'delius_line') then
    execute format('select count(*) > 0, array_agg(person_id) from %I where id = $1', about) into there, people using about_id;
  end if;
  insert into audit_entry (kind, act, staff_id, agency_id, role, service, session_id, request_id, subject, subject_id, person_id, existed, detail)
  select 'refused', what, viewer_staff(), viewer_agency(), nullif(current_setting('waymark.role', true), ''), viewer_service(), viewer_session(),
    nullif(current_setting('waymark.request', true), ''), about, about_id, p.id, there, jsonb_build_object('code', code)
  from (select 1) one left join unnest(people) as p (id) on true;
end $$;

-- Who may see a person and why, and who opened them: for somebody who may see the person themselves.
create or replace function who_may_see(person bigint) returns table (kind text, holder text, staff_id bigint, team_id bigint, agency_id bigint,
  post text, opens_at timestamptz, closes_at timestamptz, source text, why text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select r.kind, r.holder, r.staff_id, r.team_id, r.agency_id, r.post, r.opens_at, r.closes_at, r.source,
    case when viewer_may('access:open') or r.holder = any (viewer_holders()) then r.why end
  from access_reason r where r.person_id = person and viewer_sees('access') and viewer_shares('identity')
    -- That a report was sent, a briefing made or a victim looked after is nobody else's to know.
    and (r.kind not in ('dissemination', 'briefing', 'victim') or r.holder = any (viewer_holders()))
    and exists (select 1 from access_reason m where m.person_id = person and m.holder = any (viewer_holders()) and m.opens_at <= now()
      and (m.closes_at is null or m.closes_at > now()) and m.kind not in ('supplied', 'briefing', 'dissemination', 'victim')
      and not (viewer_staff() = any (m.excluded_staff)) and (m.only_staff is null or viewer_staff() = any (m.only_staff)))
  order by r.closes_at desc nulls first, r.opens_at desc;
end $$;

create or replace function who_opened(person bigint, at_most integer) returns table (at timestamptz, kind text, act text, staff_id bigint, agency_id bigint, role text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  -- Who and when, for everybody who sees the person. What they looked at or wrote would tell of items that the
  -- viewer may not see, so it is given of the viewer's own entries only; and intelligence leaves no trace at all, whatever
  -- part of it: a sighting or a briefing would tell of it too. A test compares these words with the acts of that wing.
  select a.at, case when a.staff_id = viewer_staff() then a.kind else 'opened' end,
    case when a.staff_id = viewer_staff() then a.act else 'person:page' end, a.staff_id, a.agency_id, a.role
  from audit_entry a where a.person_id = person and a.kind in ('opened', 'wrote', 'exported') and viewer_sees('access') and viewer_shares('identity')
    and (split_part(a.act, ':', 1) not in ('alert', 'alerts', 'briefing', 'dissemination', 'event', 'events', 'intelligence', 'safeguarding',
      'sighting', 'tasking') or a.staff_id = viewer_staff())
    and exists (select 1 from access_reason m where m.person_id = person and m.holder = any (viewer_holders()) and m.opens_at <= now()
      and (m.closes_at is null or m.closes_at > now()) and m.kind not in ('supplied', 'briefing', 'dissemination', 'victim')
      and not (viewer_staff() = any (m.excluded_staff)) and (m.only_staff is null or viewer_staff() = any (m.only_staff)))
  order by a.id desc limit at_most;
end $$;

-- Asked at the opening of each transaction of somebody signed in: a session that was ended stops at once.
create or replace function session_alive(session bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select 1 from session s where s.id = session and s.revoked_at is null and s.expires_at > now()) then
    raise exception 'the session has ended' using errcode = 'WM001';
  end if;
end $$;

-- Everything a request needs to know of its session, in one call.
create or replace function session_viewer(token bytea) returns table (session_id bigint, staff_id bigint, name text, agency_id bigint,
  agency_name text, agency_kind text, statutory boolean, scheme_id bigint, role text, csrf_secret text, previous_visit timestamptz,
  rights text[], shares text[], teams bigint[], other_roles text[])
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select s.id, st.id, st.name, a.id, a.name, a.kind, a.statutory, s.scheme_id, s.role, s.csrf_secret, s.previous_visit,
    array(select rr."right" from role_right rr where rr.scheme_id = s.scheme_id and rr.role = s.role
          and rr.from_date <= current_date and (rr.to_date is null or rr.to_date > current_date) order by 1),
    array(select distinct c.category from sharing_cover c where c.scheme_id = s.scheme_id and c.agency_id = a.id
          and c.from_date <= current_date and (c.to_date is null or c.to_date > current_date) order by 1),
    array(select r.team_id from staff_role r where r.staff_id = st.id and r.scheme_id = s.scheme_id and r.role = s.role and r.team_id is not null
          and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date)),
    array(select distinct r.role from staff_role r where r.staff_id = st.id and r.scheme_id = s.scheme_id and r.role <> s.role
          and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date))
  from session s join staff st on st.id = s.staff_id join agency a on a.id = st.agency_id
  where s.token_sha256 = token and s.revoked_at is null and s.expires_at > now()
    and st.from_date <= current_date and (st.to_date is null or st.to_date > current_date)
    and exists (select 1 from staff_role r where r.staff_id = st.id and r.role = s.role and r.scheme_id = s.scheme_id
                and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date));
end $$;

alter function keep_history() owner to waymark_definer;
alter function viewer_barred() owner to waymark_definer;
alter function viewer_plans(bigint, text) owner to waymark_definer;
alter function viewer_refers(bigint, text, bigint, text, boolean) owner to waymark_definer;
alter function break_glass(text, text) owner to waymark_definer;
alter function session_alive(bigint) owner to waymark_definer;
alter function viewer_reaches(bigint) owner to waymark_definer;
alter function viewer_keeps(bigint) owner to waymark_definer;
alter function is_on_scheme(bigint) owner to waymark_definer;
alter function viewer_identifies(bigint) owner to waymark_definer;
alter function access_open(bigint, text, bigint, bigint, bigint, text, text, text, timestamptz) owner to waymark_definer;
alter function access_close(text, bigint, text, timestamptz) owner to waymark_definer;
alter function access_close_kinds(bigint, text[]) owner to waymark_definer;
alter function access_restrict(bigint, text, bigint, text) owner to waymark_definer;
alter function audit_refusal(text, text, bigint, text) owner to waymark_definer;
alter function import_pending() owner to waymark_definer;
alter function who_may_see(bigint) owner to waymark_definer;
alter function who_opened(bigint, integer) owner to waymark_definer;
-- Those of this file and of the extensions, by name: a grant on all would undo what other files give to fewer.
do $$ declare f regprocedure; begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'public'::regnamespace and (
    exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') or p.proname in (
    'access_close', 'access_close_kinds', 'access_open', 'access_restrict', 'audit_refusal', 'break_glass',
    'import_pending', 'is_on_scheme', 'keep_history', 'refuse_other_person', 'session_alive', 'session_viewer',
    'viewer_agency', 'viewer_barred', 'viewer_holders', 'viewer_identifies', 'viewer_keeps', 'viewer_known',
    'viewer_may', 'viewer_person', 'viewer_plans', 'viewer_reaches', 'viewer_refers', 'viewer_scheme', 'viewer_sees',
    'viewer_service', 'viewer_session', 'viewer_shares', 'viewer_staff', 'viewer_statutory', 'who_may_see',
    'who_opened'))
  loop
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to $everyone', f);
  end loop;
end $$;
revoke execute on function session_viewer(bytea) from $everyone;
-- Triggers need no grant when they run; nobody else calls these.
revoke execute on function keep_history(), refuse_other_person() from $everyone;
grant execute on function session_viewer(bytea) to waymark_signin;
