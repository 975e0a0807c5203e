-- Hours and places that rule an appointment out, whatever their handling: for whoever records contacts with a person
-- they reach, so that nobody is sent where the person must not be. What they are called, whose they are, and why, is
-- not given; the pages say that something rules the appointment out, and whom to ask.
create or replace function places_ruled_out(person bigint) returns table (days integer[], from_time text, to_time text, from_day date, to_day date,
  places text[], boundary jsonb)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select c.days, c.from_time, c.to_time, c.from_day, c.to_day, '{}'::text[], '[]'::jsonb from curfew c
  where c.person_id = person and viewer_may('contact:record') and viewer_shares('identity') and viewer_reaches(person)
  union all
  select null::integer[], null::text, null::text, z.from_day, z.to_day, z.places, z.boundary from exclusion_zone z
  where z.person_id = person and viewer_may('contact:record') and viewer_shares('identity') and viewer_reaches(person);
end $$;

alter function places_ruled_out(bigint) owner to waymark_definer;
revoke all on function places_ruled_out(bigint) from public;
grant execute on function places_ruled_out(bigint) to waymark_app, waymark_definer;
