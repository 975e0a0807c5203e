-- A photo that was told of in a briefing is still one of this person, and nobody has taken it away. Yes or no.
create or replace function photo_stands(photo bigint, person bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return viewer_known() and exists (select 1 from person_photo p where p.id = photo and p.person_id = person and p.state in ('shown', 'replaced'));
end $$;
alter function photo_stands(bigint, bigint) owner to waymark_definer;
revoke all on function photo_stands(bigint, bigint) from public;
grant execute on function photo_stands(bigint, bigint) to waymark_app;
