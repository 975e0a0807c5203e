grant select on agency to waymark_app, waymark_definer, $services;
grant insert, update on agency to waymark_setup;
-- Enters a provider that is not on the system yet, so that its services can stand in the directory: a name and a kind, not
-- statutory, under no agreement and without staff. Its number, or null where an agency has this name already.
grant insert on agency to waymark_definer;
create or replace function provider_add(called text, of_kind text, today date) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made bigint; stem text; n integer := 1; wanted text;
begin
  if viewer_may('directory:manage') is not true or of_kind not in ('charity', 'provider', 'health', 'council') then
    raise insufficient_privilege using message = 'may not add a provider';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('provider_add', 0));
  if exists (select 1 from agency a where lower(a.name) = lower(trim(called))) then return null; end if;
  stem := 'p-' || coalesce(nullif(trim(both '-' from left(regexp_replace(lower(called), '[^a-z0-9]+', '-', 'g'), 30)), ''), 'provider');
  wanted := stem;
  while exists (select 1 from agency a where a.code = wanted) loop
    n := n + 1;
    wanted := stem || '-' || n;
  end loop;
  insert into agency (code, name, kind, statutory, regime, from_date) values (wanted, trim(called), of_kind, false, 'uk-gdpr', today) returning id into made;
  return made;
end $$;
alter function provider_add(text, text, date) owner to waymark_definer;
revoke all on function provider_add(text, text, date) from public;
grant execute on function provider_add(text, text, date) to waymark_app;
-- A succession enters a successor and ends the old agency (_succession.sql).
grant insert, update on agency to waymark_definer;
