-- Limited access, kept on a page: made for several people at once, with words and a day to look at it again, and ended.

-- As access_restrict() has it: every open reason carries the lists of its person, so that one row decides.
create or replace function access_copy_lists(person bigint) returns void
language sql set search_path = pg_catalog, public, pg_temp as $$
  update access_reason r set
    excluded_staff = coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'exclude' and x.to_at is null), '{}'),
    only_staff = (select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'only' and x.to_at is null)
  where r.person_id = person;
$$;

-- Adds staff to one list of a person whom the viewer reaches. Answers how many were added: who is on it already is
-- not added again. An "only" list that leaves the viewer out is refused: nobody it shuts out could end it.
create or replace function access_limit(person bigint, list text, about bigint[], said text, look_again date) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if (viewer_may('access:restrict') and viewer_reaches(person) and list in ('only', 'exclude') and length(trim(said)) > 0) is not true then
    raise insufficient_privilege using message = 'may not restrict access';
  end if;
  perform pg_advisory_xact_lock(hashtext('waymark-restrict'), person::integer);
  insert into access_restriction (person_id, kind, staff_id, why, words, review_on, set_by)
    select person, list, s.id, 'limited-access', said, look_again, viewer_staff() from staff s
    where s.id = any (about) and not exists (select 1 from access_restriction x
      where x.person_id = person and x.kind = list and x.staff_id = s.id and x.to_at is null);
  get diagnostics n = row_count;
  if exists (select 1 from access_restriction x where x.person_id = person and x.kind = 'exclude' and x.staff_id = viewer_staff() and x.to_at is null)
    or (exists (select 1 from access_restriction x where x.person_id = person and x.kind = 'only' and x.to_at is null)
      and not exists (select 1 from access_restriction x where x.person_id = person and x.kind = 'only' and x.staff_id = viewer_staff() and x.to_at is null)) then
    raise check_violation using message = 'the list would leave out whoever makes it';
  end if;
  perform access_copy_lists(person);
  return n;
end $$;

-- Ends entries of a person's lists, with why. Answers how many ended; none where they are another person's, ended
-- already, or where the viewer does not reach the person.
create or replace function access_unrestrict(person bigint, entries bigint[], said text) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if (viewer_may('access:restrict') and viewer_reaches(person) and length(trim(said)) > 0) is not true then
    raise insufficient_privilege using message = 'may not end a restriction';
  end if;
  perform pg_advisory_xact_lock(hashtext('waymark-restrict'), person::integer);
  update access_restriction x set to_at = now(), ended_by = viewer_staff(), ended_why = said
    where x.person_id = person and x.id = any (entries) and x.to_at is null;
  get diagnostics n = row_count;
  if exists (select 1 from access_restriction x where x.person_id = person and x.kind = 'only' and x.to_at is null)
    and not exists (select 1 from access_restriction x where x.person_id = person and x.kind = 'only' and x.staff_id = viewer_staff() and x.to_at is null) then
    raise check_violation using message = 'the list would leave out whoever keeps it';
  end if;
  perform access_copy_lists(person);
  return n;
end $$;

alter function access_limit(bigint, text, bigint[], text, date) owner to waymark_definer;
alter function access_unrestrict(bigint, bigint[], text) owner to waymark_definer;
revoke all on function access_copy_lists(bigint), access_limit(bigint, text, bigint[], text, date), access_unrestrict(bigint, bigint[], text) from public;
revoke execute on function access_copy_lists(bigint), access_limit(bigint, text, bigint[], text, date), access_unrestrict(bigint, bigint[], text) from $everyone;
grant execute on function access_copy_lists(bigint) to waymark_definer;
grant execute on function access_limit(bigint, text, bigint[], text, date), access_unrestrict(bigint, bigint[], text) to waymark_app;
