-- Read by nobody: what it decides of one place is given by the function below to whoever draws boundaries.
alter table zone_secret enable row level security;
alter table zone_secret force row level security;
grant select on zone_secret to waymark_definer;
create policy definer on zone_secret for select to waymark_definer using ((select viewer_known()));

create or replace function zone_chance(latitude double precision, longitude double precision) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_may('licence:edit') is not true then
    raise insufficient_privilege using message = 'may not draw a boundary';
  end if;
  return (select encode(sha256(z.secret || sha256(z.secret || convert_to(round(latitude::numeric, 5) || ' ' || round(longitude::numeric, 5), 'UTF8'))), 'hex')
    from zone_secret z);
end $$;
alter function zone_chance(double precision, double precision) owner to waymark_definer;
revoke all on function zone_chance(double precision, double precision) from public;
grant execute on function zone_chance(double precision, double precision) to waymark_app;
