-- What the policies of trials ask: whoever enrols sees no arm, and whoever treats does not enrol (trial_allocation.sql).

-- Whether somebody can still be enrolled: only then does an arm tell of the next.
create or replace function trial_enrols(trial bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select exists (select 1 from trial t where t.id = trial_enrols.trial and t.state in ('open', 'paused')) and viewer_known());
end $$;
alter function trial_enrols(bigint) owner to waymark_definer;
revoke all on function trial_enrols(bigint) from public;
grant execute on function trial_enrols(bigint) to waymark_app;

-- Whether the viewer has looked at or enrolled anybody of a trial, and whether they have worked on a contract of it: nobody
-- does both while it enrols.
create or replace function viewer_enrolled(trial bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select exists (select 1 from trial_participant p where p.trial_id = viewer_enrolled.trial and viewer_staff() in (p.assessed_by, p.enrolled_by)));
end $$;
alter function viewer_enrolled(bigint) owner to waymark_definer;
revoke all on function viewer_enrolled(bigint) from public;
grant execute on function viewer_enrolled(bigint) to waymark_app;
create or replace function viewer_treated(trial bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select exists (select 1 from trial_contract c where c.trial_id = viewer_treated.trial and c.worker_id = viewer_staff()));
end $$;
alter function viewer_treated(bigint) owner to waymark_definer;
revoke all on function viewer_treated(bigint) from public;
grant execute on function viewer_treated(bigint) to waymark_app;
