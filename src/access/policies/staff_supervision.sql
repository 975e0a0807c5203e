-- Between an employer's manager and their own staff: the managers of that agency see it, and the one it is about.
alter table staff_supervision enable row level security;
alter table staff_supervision force row level security;
grant select, insert, update on staff_supervision to waymark_app;
create policy see on staff_supervision for select to waymark_app using (
  (select viewer_sees('returns')) and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme())
);
create policy about_me on staff_supervision for select to waymark_app using (staff_id = (select viewer_staff()));
create policy add on staff_supervision for insert to waymark_app with check (
  (select viewer_sees('returns')) and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme())
  and manager_id = (select viewer_staff())
  and exists (select 1 from staff s where s.id = staff_supervision.staff_id and s.agency_id = (select viewer_agency()))
);
create policy change on staff_supervision for update to waymark_app using (
  (select viewer_sees('returns')) and agency_id = (select viewer_agency()) and manager_id = (select viewer_staff())
) with check (agency_id = (select viewer_agency()) and manager_id = (select viewer_staff()));
$history(staff_supervision)
-- What the manager's own staff did in a time, or a worker themselves: counts and minutes by worker and kind, and nobody's
-- name or number.
-- `due`: of these, at which somebody was due to attend. What a function returns is not replaced, so it is made anew.
drop function if exists worker_activity(date, date);
create function worker_activity(from_day date, to_day date) returns table (staff_id bigint, source text, kind text, n integer, due integer, attended integer, minutes integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare from_at timestamptz := from_day::timestamp at time zone 'Europe/London'; to_at timestamptz := to_day::timestamp at time zone 'Europe/London';
  every boolean := coalesce(viewer_sees('returns'), false);
begin
  if not every and viewer_may('contact:record') is not true then return; end if;
  return query
  select c.staff_id, 'contact', c.kind, count(*)::integer, (count(*) filter (where c.outcome <> 'none'))::integer, (count(*) filter (where c.outcome = 'attended'))::integer, coalesce(sum(c.minutes), 0)::integer
    from contact c where c.agency_id = viewer_agency() and c.state = 'recorded' and c.at >= from_at and c.at < to_at and (every or c.staff_id = viewer_staff()) group by 1, 3
  union all
  select r.staff_id, 'referral', 'referral', count(*)::integer, 0, (count(*) filter (where r.started_at is not null))::integer, 0
    from referral r where r.agency_id = viewer_agency() and r.sent_at >= from_at and r.sent_at < to_at and (every or r.staff_id = viewer_staff()) group by 1
  union all
  select t.staff_id, 'session', 'session', count(*)::integer, count(*)::integer, (count(*) filter (where t.state = 'attended'))::integer, coalesce(sum(t.minutes), 0)::integer
    from referral_session t where t.agency_id = viewer_agency() and t.state in ('attended', 'acceptable-absence', 'failed') and t.at >= from_at and t.at < to_at and (every or t.staff_id = viewer_staff()) group by 1
  union all
  select q.staff_id, 'questionnaire', 'questionnaire', count(*)::integer, 0, (count(*) filter (where not q.refused))::integer, 0
    from questionnaire_answer q where q.agency_id = viewer_agency() and q.withdrawn_why is null and q.asked_on >= from_day and q.asked_on < to_day and (every or q.staff_id = viewer_staff()) group by 1;
end $$;
-- A manager's note must name nobody on the scheme. Yes or no, of people whom the agency's own staff have seen in the
-- last two years: a whole name, or a family name written with a capital that is not a colleague's (`colleagues`: family names in lower case).
create or replace function names_somebody(words text, colleagues text[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare plain text := ' ' || regexp_replace(lower(unaccent(words)), '[^a-z0-9]+', ' ', 'g') || ' ';
  cased text := ' ' || regexp_replace(unaccent(words), '[^A-Za-z0-9]+', ' ', 'g') || ' ';
begin
  if viewer_sees('returns') is not true then return null; end if;
  return exists (
    select 1 from person p
    where exists (select 1 from contact c where c.person_id = p.id and c.agency_id = viewer_agency() and c.at > now() - interval '2 years')
      and (position(' ' || regexp_replace(lower(unaccent(split_part(p.given_names, ' ', 1) || ' ' || p.family_name)), '[^a-z0-9]+', ' ', 'g') || ' ' in plain) > 0
        or (position(' ' || initcap(regexp_replace(lower(unaccent(p.family_name)), '[^a-z0-9]+', ' ', 'g')) || ' ' in cased) > 0
          and lower(p.family_name) <> all (colleagues))));
end $$;
alter function worker_activity(date, date) owner to waymark_definer;
alter function names_somebody(text, text[]) owner to waymark_definer;
revoke all on function worker_activity(date, date), names_somebody(text, text[]) from public;
grant execute on function worker_activity(date, date), names_somebody(text, text[]) to waymark_app;
