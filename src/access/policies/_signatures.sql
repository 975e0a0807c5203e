-- Two people for what opens or closes sharing (agreement_request): one who manages agreements asks, a second confirms. Only
-- these write a signature, an end or cover; who may not, may not here either.

-- The agreements that the viewer's own agency is a party to, for whoever confirms its signatures.
create or replace function viewer_agreements() returns bigint[] language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(array_agg(p.agreement_id), '{}') from agreement_party p
    where viewer_may('agreement:confirm') and p.agency_id = viewer_agency());
end $$;
alter function viewer_agreements() owner to waymark_definer;
revoke all on function viewer_agreements() from public;
grant execute on function viewer_agreements() to waymark_app;

-- Who may confirm or refuse a request: of the party's own agency whoever has the right in the scheme; where it has nobody,
-- and for an end, whoever has it at a police and crime commissioner's office. Never whoever asked, in whichever role.
create or replace function agreement_confirmers(request bigint) returns bigint[]
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  with q as (
    select r.asked_by, a.scheme_id, p.agency_id from agreement_request r join agreement a on a.id = r.agreement_id
    left join agreement_party p on p.id = r.party_id where r.id = request
  ), able as (
    select distinct s.id, s.agency_id = q.agency_id as own, g.kind = 'opcc' as office
    from q join staff_role h on h.scheme_id = q.scheme_id and h.from_date <= current_date and (h.to_date is null or h.to_date > current_date)
    join role_right w on w.scheme_id = q.scheme_id and w.role = h.role and w."right" = 'agreement:confirm'
      and w.from_date <= current_date and (w.to_date is null or w.to_date > current_date)
    join staff s on s.id = h.staff_id and s.id <> q.asked_by and s.from_date <= current_date and (s.to_date is null or s.to_date > current_date)
    join agency g on g.id = s.agency_id
  )
  select coalesce(array_agg(able.id), '{}') from able
  where case when exists (select 1 from able o where o.own) then able.own else able.office end
$$;
revoke all on function agreement_confirmers(bigint) from public;
grant execute on function agreement_confirmers(bigint) to waymark_app, waymark_definer;

-- Opens what the signed parties of an agreement may have, or one of them, from a day, and no more: nothing of a signature that
-- nobody confirmed, or while it is suspended. Called by those below alone.
create or replace function agreement_open(agreement_number bigint, party bigint, from_day date) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into sharing_cover (scheme_id, agency_id, category, from_date, to_date, agreement_id)
    select a.scheme_id, p.agency_id, c.category, d.first, d.until, a.id
    from agreement a join agreement_party p on p.agreement_id = a.id join agency g on g.id = p.agency_id
    cross join lateral (select greatest(a.starts_on, p.signed_on, from_day) as first, least(a.expires_on + 1, a.ended_on) as until) d
    cross join unnest(p.categories) as c (category)
    where a.id = agreement_number and a.scheme_id = viewer_scheme() and a.suspended_on is null and (party is null or p.id = party)
      and a.kind = 'information-sharing' and p.signed_on is not null
      and (d.until is null or d.first < d.until) and (g.to_date is null or d.first < g.to_date)
      and not exists (select 1 from sharing_cover k where k.agreement_id = a.id and k.agency_id = p.agency_id and k.category = c.category
        and (k.to_date is null or (k.to_date > d.first and k.to_date >= d.until)));
end $$;
alter function agreement_open(bigint, bigint, date) owner to waymark_definer;
revoke all on function agreement_open(bigint, bigint, date) from public;
grant execute on function agreement_open(bigint, bigint, date) to waymark_definer;

-- A waiting variation that every signed party has signed takes effect: cover that ends where the agreement did ends with it
-- anew. What was closed before then, a signature taken back or an agency that ended, stays closed.
create or replace function agreement_vary(variation bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare v agreement_variation; was date;
begin
  select * into v from agreement_variation x where x.id = variation and x.state = 'waiting';
  if v.id is null or exists (select 1 from agreement a where a.id = v.agreement_id and (a.suspended_on is not null or a.ended_on is not null
      or a.scheme_id is distinct from viewer_scheme()))
    or exists (select 1 from agreement_party p where p.agreement_id = v.agreement_id and (p.signed_on is not null or p.signed_as is not null)
    and not exists (select 1 from agreement_variation_signature s where s.variation_id = v.id and s.party_id = p.id)) then
    return false;
  end if;
  select expires_on into was from agreement where id = v.agreement_id;
  update agreement_variation set state = 'in-effect' where id = v.id;
  update agreement set expires_on = v.expires_on, review_on = coalesce(v.review_on, review_on) where id = v.agreement_id;
  update sharing_cover k set to_date = greatest(k.from_date, v.expires_on + 1) where k.agreement_id = v.agreement_id
    and k.to_date is not distinct from was + 1
    and exists (select 1 from agreement_party p where p.agreement_id = k.agreement_id and p.agency_id = k.agency_id and p.signed_on is not null);
  return true;
end $$;
alter function agreement_vary(bigint) owner to waymark_definer;
revoke all on function agreement_vary(bigint) from public;
grant execute on function agreement_vary(bigint) to waymark_definer;

-- A variation of an agreement that nobody has signed yet: it shares nothing, so nobody else is asked. Yes or no.
create or replace function agreement_vary_unsigned(variation bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare a agreement;
begin
  select x.* into a from agreement x join agreement_variation v on v.agreement_id = x.id
    where v.id = variation and x.scheme_id = viewer_scheme() for update of x;
  if (a.id is not null and viewer_may('agreement:manage')) is not true then
    raise insufficient_privilege using message = 'may not vary this agreement';
  end if;
  if a.ended_on is not null or a.suspended_on is not null
    or exists (select 1 from agreement_party p where p.agreement_id = a.id and (p.signed_on is not null or p.signed_as is not null)) then return false; end if;
  return agreement_vary(variation);
end $$;
alter function agreement_vary_unsigned(bigint) owner to waymark_definer;
revoke all on function agreement_vary_unsigned(bigint) from public;
grant execute on function agreement_vary_unsigned(bigint) to waymark_app;

-- What an agreement says, field by field, as a request to change it names them.
create or replace function agreement_says(agreement_number bigint) returns jsonb
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select jsonb_build_object('reference', a.reference, 'title', a.title, 'purpose', a.purpose, 'gateway', a.gateway, 'functions', a.functions,
      'funding', a.funding, 'exitPlan', a.exit_plan, 'varyMonths', a.vary_months::text)
    || coalesce((select jsonb_object_agg('party-' || p.id, p.name) || jsonb_object_agg('force-' || p.id, p.force)
      from agreement_party p where p.agreement_id = a.id), '{}')
  from agreement a where a.id = agreement_number
$$;
revoke all on function agreement_says(bigint) from public;
grant execute on function agreement_says(bigint) to waymark_app, waymark_definer;

-- Whether anybody has signed an agreement, or a variation of it: then what it says is no longer one person's.
create or replace function agreement_is_signed(agreement_number bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from agreement_party p where p.agreement_id = agreement_number and (p.signed_on is not null or p.signed_as is not null))
    or exists (select 1 from agreement_variation v where v.agreement_id = agreement_number
      and exists (select 1 from agreement_variation_signature s where s.variation_id = v.id))
$$;
revoke all on function agreement_is_signed(bigint) from public;
grant execute on function agreement_is_signed(bigint) to waymark_app, waymark_definer;

-- Puts an agreement right that nobody has signed: what it says, its days where it was never varied, its parties. It shares
-- nothing, so one person is enough. 'done', or why not: 'stale', 'over', 'signed', 'varied', 'asked' (a party of whom a
-- signature was asked is renamed, not taken away).
create or replace function agreement_correct(agreement_number bigint, was_version integer, says jsonb) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare a agreement; varied boolean; p jsonb;
begin
  select * into a from agreement x where x.id = agreement_number and x.scheme_id = viewer_scheme() for update;
  if (a.id is not null and viewer_may('agreement:manage')) is not true then
    raise insufficient_privilege using message = 'may not correct this agreement';
  end if;
  if a.version <> was_version then return 'stale'; end if;
  if a.ended_on is not null or a.suspended_on is not null then return 'over'; end if;
  if agreement_is_signed(a.id) then return 'signed'; end if;
  varied := exists (select 1 from agreement_variation v where v.agreement_id = a.id);
  if varied and (a.starts_on <> (says->>'startsOn')::date or a.expires_on is distinct from (says->>'expiresOn')::date) then return 'varied'; end if;
  update agreement set reference = says->>'reference', title = says->>'title', purpose = says->>'purpose', gateway = says->>'gateway',
    functions = says->>'functions', funding = says->>'funding', exit_plan = says->>'exitPlan', vary_months = (says->>'varyMonths')::integer,
    starts_on = (says->>'startsOn')::date, expires_on = (says->>'expiresOn')::date, review_on = (says->>'reviewOn')::date,
    first_expires_on = case when varied then first_expires_on else (says->>'expiresOn')::date end, version = version + 1 where id = a.id;
  for p in select * from jsonb_array_elements(says->'parties') loop
    if (p->>'gone')::boolean then
      if exists (select 1 from agreement_request r where r.party_id = (p->>'id')::bigint) then return 'asked'; end if;
      delete from agreement_party where id = (p->>'id')::bigint and agreement_id = a.id;
    else
      update agreement_party set name = p->>'name', agency_id = (p->>'agencyId')::bigint, kind = p->>'kind', force = p->>'force',
        categories = array(select jsonb_array_elements_text(p->'categories')) where id = (p->>'id')::bigint and agreement_id = a.id;
    end if;
  end loop;
  return 'done';
end $$;
alter function agreement_correct(bigint, integer, jsonb) owner to waymark_definer;
revoke all on function agreement_correct(bigint, integer, jsonb) from public;
grant execute on function agreement_correct(bigint, integer, jsonb) to waymark_app;

-- A second person decides on a request: what it asked happens, or not. 'stale' where the agreement has changed since they saw
-- it, 'over' where it can no longer be decided, 'suspended' where the agreement is; else 'done', or 'in-effect' for the last
-- signature of a variation.
create or replace function agreement_decide(request bigint, was_version integer, on_day date, yes boolean, because text) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare q agreement_request; a agreement; p agreement_party; signed boolean; said text := 'done';
begin
  select x.* into a from agreement x join agreement_request r on r.agreement_id = x.id where r.id = request and x.scheme_id = viewer_scheme() for update of x;
  select * into q from agreement_request x where x.id = request for update;
  if (a.id is not null and viewer_may('agreement:confirm') and viewer_staff() <> q.asked_by and viewer_staff() = any (agreement_confirmers(request))) is not true then
    raise insufficient_privilege using message = 'a second person decides on this';
  end if;
  if a.version <> was_version then return 'stale'; end if;
  if q.state <> 'asked' or (q.lapses_on < on_day and not q.suspends) or (a.ended_on is not null and not q.suspends) then return 'over'; end if;
  if a.suspended_on is not null and not q.suspends and yes then return 'suspended'; end if;
  select * into p from agreement_party x where x.id = q.party_id and x.agreement_id = a.id;
  signed := p.signed_on is not null or p.signed_as is not null;
  if yes and ((q.kind = 'sign' and signed) or (q.kind in ('unsign', 'sign-variation') and not signed) or (q.kind = 'sign-variation' and (
      not exists (select 1 from agreement_variation v where v.id = q.variation_id and v.agreement_id = a.id and v.state = 'waiting')
      or exists (select 1 from agreement_variation_signature s where s.variation_id = q.variation_id and s.party_id = p.id)))
    -- What it says has changed since: nobody confirms over words that they were not shown.
    or (q.kind = 'describe' and exists (select 1 from jsonb_each(q.changes) c where c.value->'was' is distinct from agreement_says(a.id)->c.key))) then
    return 'over';
  end if;
  update agreement_request set state = case when yes then 'confirmed' else 'refused' end, decided_by = viewer_staff(), decided_at = now(), decided_why = because where id = request;
  update agreement set version = version + 1 where id = a.id;
  if not yes then
    if q.suspends then
      update agreement set suspended_on = null, suspended_by = null where id = a.id;
      perform agreement_open(a.id, null, on_day);
    end if;
    return said;
  end if;
  case q.kind
    when 'sign' then
      update agreement_party set signed_as = q.signed_as, signed_on = q.signed_on, unsigned_why = null, entered_by = q.asked_by, confirmed_by = viewer_staff() where id = p.id;
      perform agreement_open(a.id, p.id, null);
    when 'unsign' then
      update agreement_party set signed_as = null, signed_on = null, unsigned_why = q.why, entered_by = null, confirmed_by = null where id = p.id;
      update sharing_cover set to_date = greatest(from_date, on_day) where agreement_id = a.id and agency_id = p.agency_id and (to_date is null or to_date > on_day);
    when 'sign-variation' then
      insert into agreement_variation_signature (variation_id, party_id, signed_as, signed_on, recorded_by, confirmed_by)
        values (q.variation_id, p.id, q.signed_as, q.signed_on, q.asked_by, viewer_staff());
      if agreement_vary(q.variation_id) then said := 'in-effect'; end if;
    when 'describe' then
      update agreement set reference = coalesce(q.changes->'reference'->>'becomes', reference), title = coalesce(q.changes->'title'->>'becomes', title),
        purpose = coalesce(q.changes->'purpose'->>'becomes', purpose), gateway = coalesce(q.changes->'gateway'->>'becomes', gateway),
        functions = case when q.changes ? 'functions' then q.changes->'functions'->>'becomes' else functions end,
        funding = case when q.changes ? 'funding' then q.changes->'funding'->>'becomes' else funding end,
        exit_plan = case when q.changes ? 'exitPlan' then q.changes->'exitPlan'->>'becomes' else exit_plan end,
        vary_months = case when q.changes ? 'varyMonths' then (q.changes->'varyMonths'->>'becomes')::integer else vary_months end where id = a.id;
      update agreement_party x set name = coalesce(q.changes->('party-' || x.id)->>'becomes', x.name),
        force = coalesce(q.changes->('force-' || x.id)->>'becomes', x.force)
        where x.agreement_id = a.id and (q.changes ? ('party-' || x.id) or q.changes ? ('force-' || x.id));
    when 'end' then
      update agreement set ended_on = coalesce(q.last_day + 1, a.suspended_on, on_day), ended_why = q.why, ended_by = q.asked_by, end_confirmed_by = viewer_staff(),
        suspended_on = null, suspended_by = null where id = a.id returning * into a;
      update sharing_cover set to_date = greatest(from_date, a.ended_on) where agreement_id = a.id and (to_date is null or to_date > a.ended_on);
  end case;
  return said;
end $$;
alter function agreement_decide(bigint, integer, date, boolean, text) owner to waymark_definer;
revoke all on function agreement_decide(bigint, integer, date, boolean, text) from public;
grant execute on function agreement_decide(bigint, integer, date, boolean, text) to waymark_app;

-- Stops at once what an agreement shares, and asks a second person for its end: closing needs one person, opening two. How
-- many covers it closed; null where the agreement has changed or has ended.
create or replace function agreement_suspend(agreement_number bigint, was_version integer, on_day date, because text) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare a agreement; n integer;
begin
  select * into a from agreement x where x.id = agreement_number and x.scheme_id = viewer_scheme() for update;
  if (a.id is not null and viewer_may('agreement:manage')) is not true then
    raise insufficient_privilege using message = 'may not suspend this agreement';
  end if;
  if a.version <> was_version or a.suspended_on is not null or a.ended_on <= on_day then return null; end if;
  update agreement set suspended_on = on_day, suspended_by = viewer_staff(), version = version + 1 where id = a.id;
  insert into agreement_request (agreement_id, kind, suspends, why, asked_by, asked_on, lapses_on)
    values (a.id, 'end', true, because, viewer_staff(), on_day, on_day + 28);
  update sharing_cover set to_date = greatest(from_date, on_day) where agreement_id = a.id and (to_date is null or to_date > on_day);
  get diagnostics n = row_count;
  return n;
end $$;
alter function agreement_suspend(bigint, integer, date, text) owner to waymark_definer;
revoke all on function agreement_suspend(bigint, integer, date, text) from public;
grant execute on function agreement_suspend(bigint, integer, date, text) to waymark_app;
