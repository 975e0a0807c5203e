-- Whether somebody's training holds on a day, for whoever gives work that asks for it: yes or no, not what was entered.
create or replace function staff_holds(about bigint, skill text, on_day date) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_may('panel:decide') or viewer_may('action:manage') or viewer_may('post:manage')) is not true then
    raise insufficient_privilege using message = 'may not give work';
  end if;
  return exists (select 1 from staff_training t where t.staff_id = about and t.what = skill and t.scheme_id = viewer_scheme()
    and t.withdrawn_why is null and t.from_date <= on_day and (t.expires_on is null or t.expires_on >= on_day));
end $$;
alter function staff_holds(bigint, text, date) owner to waymark_definer;
revoke all on function staff_holds(bigint, text, date) from public;
grant execute on function staff_holds(bigint, text, date) to waymark_app;
