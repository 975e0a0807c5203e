alter table handover enable row level security;
alter table handover force row level security;
grant select, insert, update on handover to waymark_app;
create policy see on handover for select to waymark_app using ((select viewer_may('case:allocate')) and scheme_id = (select viewer_scheme()));
create policy add on handover for insert to waymark_app with check (
  (select viewer_may('case:allocate')) and scheme_id = (select viewer_scheme()) and made_by = (select viewer_staff())
);
create policy change on handover for update to waymark_app using (
  (select viewer_may('case:allocate')) and scheme_id = (select viewer_scheme())
) with check ((select viewer_may('case:allocate')) and scheme_id = (select viewer_scheme()));
$history(handover)

-- Everything that hangs on somebody who leaves, for whoever allocates and reaches the person: numbers and moments, no
-- text, because they may not read all of it. Of what they do not reach, and of unsent forms, how much there is.
create or replace function leaver_work(leaver bigint) returns table (what text, id bigint, person_id bigint, version integer, at timestamptz, kind text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_may('case:allocate') is not true then
    raise insufficient_privilege using message = 'may not hand over';
  end if;
  return query
  with work as materialized (
    select 'allocation' as what, l.id, l.person_id, l.version, l.from_at as at, l.kind from allocation l where l.staff_id = leaver and l.to_at is null
    union all
    select 'contact', c.id, c.person_id, c.version, c.at, c.kind from contact c where c.staff_id = leaver and c.state = 'planned'
    union all
    select 'step', t.id, t.person_id, t.version, null::timestamptz, null::text from plan_step t where t.staff_id = leaver and t.state in ('to-do', 'doing')
    union all
    select 'referral', r.id, r.person_id, r.version, null::timestamptz, null::text from referral r
    where r.staff_id = leaver and r.state in ('draft', 'sent', 'accepted', 'started', 'declined')
      and exists (select 1 from membership m where m.person_id = r.person_id and m.left_on is null)
  ), reached as materialized (
    select p.person_id from (select distinct w.person_id from work w) p where viewer_reaches(p.person_id)
  )
  select w.what, w.id, w.person_id, w.version, w.at, w.kind from work w where w.person_id in (select r.person_id from reached r)
  union all
  select 'beyond', count(distinct w.person_id), null, 0, null, null from work w where w.person_id not in (select r.person_id from reached r) having count(*) > 0
  union all
  select 'out', count(*), null, 0, max(v.expected_at), null from visit v where v.staff_id = leaver and v.state = 'out' having count(*) > 0
  union all
  select 'drafts', count(*), null, 0, max(d.saved_at), null from draft d where d.staff_id = leaver having count(*) > 0;
end $$;
alter function leaver_work(bigint) owner to waymark_definer;
revoke all on function leaver_work(bigint) from public;
grant execute on function leaver_work(bigint) to waymark_app;

-- Gives one planned contact to a colleague of the same agency: nothing else of it changes. Its new version, or null where
-- it is no longer what was asked about.
create or replace function handover_contact(contact_id bigint, leaver bigint, receiver bigint, was_version integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made integer;
begin
  if viewer_may('case:allocate') is not true then
    raise insufficient_privilege using message = 'may not hand over';
  end if;
  update contact c set staff_id = receiver, version = c.version + 1, changed_at = now(), changed_by = viewer_staff()
  where c.id = contact_id and c.staff_id = leaver and c.version = was_version and c.state = 'planned' and viewer_reaches(c.person_id)
    and exists (select 1 from staff s where s.id = receiver and s.agency_id = c.agency_id)
  returning c.version into made;
  return made;
end $$;
alter function handover_contact(bigint, bigint, bigint, integer) owner to waymark_definer;
revoke all on function handover_contact(bigint, bigint, bigint, integer) from public;
grant execute on function handover_contact(bigint, bigint, bigint, integer) to waymark_app;

create or replace function handover_step(step_id bigint, leaver bigint, receiver bigint, was_version integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made integer;
begin
  if viewer_may('case:allocate') is not true then
    raise insufficient_privilege using message = 'may not hand over';
  end if;
  update plan_step t set staff_id = receiver, version = t.version + 1, changed_at = now(), changed_by = viewer_staff()
  where t.id = step_id and t.staff_id = leaver and t.version = was_version and t.state in ('to-do', 'doing') and viewer_reaches(t.person_id)
    and exists (select 1 from staff s where s.id = receiver)
  returning t.version into made;
  return made;
end $$;
alter function handover_step(bigint, bigint, bigint, integer) owner to waymark_definer;
revoke all on function handover_step(bigint, bigint, bigint, integer) from public;
grant execute on function handover_step(bigint, bigint, bigint, integer) to waymark_app;

create or replace function handover_referral(referral_id bigint, leaver bigint, receiver bigint, was_version integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made integer;
begin
  if viewer_may('case:allocate') is not true then
    raise insufficient_privilege using message = 'may not hand over';
  end if;
  update referral r set staff_id = receiver, version = r.version + 1, changed_at = now(), changed_by = viewer_staff()
  where r.id = referral_id and r.staff_id = leaver and r.version = was_version and r.state in ('draft', 'sent', 'accepted', 'started', 'declined')
    and viewer_reaches(r.person_id) and exists (select 1 from staff s where s.id = receiver and s.agency_id = r.agency_id)
  returning r.version into made;
  return made;
end $$;
alter function handover_referral(bigint, bigint, bigint, integer) owner to waymark_definer;
revoke all on function handover_referral(bigint, bigint, bigint, integer) from public;
grant execute on function handover_referral(bigint, bigint, bigint, integer) to waymark_app;
