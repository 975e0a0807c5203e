-- A plan of a comparison, and how far it is: stored aggregates with small numbers left out, and no person. Its figures are
-- a claim.
alter table comparison enable row level security;
alter table comparison force row level security;
grant select on comparison to waymark_app;
create policy see on comparison for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_sees('outcomes')) or (select viewer_sees('aggregates')))
);
-- Whoever plans cannot write what comes of it.
grant insert (scheme_id, name, body, foreseen, data_to, outcome_from, countable_on, example, registered_by, registered_at, state_at) on comparison to waymark_app;
grant update (state, step, why, state_at, version) on comparison to waymark_app;
create policy add on comparison for insert to waymark_app with check (
  scheme_id = (select viewer_scheme()) and (select viewer_may('measure:run')) and registered_by = (select viewer_staff())
);
create policy change on comparison for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and (select viewer_may('measure:run'))
) with check ((select viewer_may('measure:run')) and state in ('asked', 'withdrawn'));
grant select, update (state, step, why, runs, claim_id, state_at, version) on comparison to waymark_measurement;
create policy measurement on comparison to waymark_measurement using ($service(measurement)) with check ($service(measurement));
$history(comparison)

-- Whoever it is: what was registered stands. Another plan is another comparison.
create or replace function comparison_stands() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if row(new.scheme_id, new.name, new.body, new.foreseen, new.data_to, new.outcome_from, new.countable_on, new.example, new.registered_by, new.registered_at)
      is distinct from row(old.scheme_id, old.name, old.body, old.foreseen, old.data_to, old.outcome_from, old.countable_on, old.example, old.registered_by, old.registered_at) then
    raise insufficient_privilege using message = 'what was registered stands: register another';
  end if;
  if new.runs < old.runs or (old.state = 'withdrawn' and new.state <> 'withdrawn') then
    raise insufficient_privilege using message = 'a look at the data cannot be undone';
  end if;
  return new;
end $$;
revoke all on function comparison_stands() from public;
create or replace trigger comparison_stands before update on comparison for each row execute function comparison_stands();
