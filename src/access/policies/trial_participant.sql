-- Who was looked at for a trial, and how far they came. Nothing of the arm is here.
grant select, insert, update on trial_participant to waymark_app;
create policy see on trial_participant for select to waymark_app using (
  ((select viewer_may('trial:enrol')) or (select viewer_may('trial:treat'))) and (select viewer_shares('identity'))
  and $reason(trial_participant.person_id: team lead co-worker management selection)
);
create policy add on trial_participant for insert to waymark_app with check (
  (select viewer_may('trial:enrol')) and assessed_by = (select viewer_staff()) and state in ('excluded', 'refused', 'eligible')
  and not viewer_treated(trial_id) and $reason(trial_participant.person_id: team lead co-worker management selection)
);
-- 'allocated' is the randomiser's alone: what is enrolled can only be left as it is.
create policy change on trial_participant for update to waymark_app using (
  (select viewer_may('trial:enrol')) and state in ('excluded', 'refused', 'eligible', 'allocated')
  and $reason(trial_participant.person_id: team lead co-worker management selection)
) with check ((select viewer_may('trial:enrol')) and (state = 'allocated' or not viewer_treated(trial_id)));
grant select, update (state, reasons, version) on trial_participant to waymark_randomiser;
create policy randomise on trial_participant to waymark_randomiser using ($service(randomiser)) with check ($service(randomiser));
grant select (trial_id, person_id, state, assessed_by, enrolled_by, enrolled_at, withdrew_on) on trial_participant to waymark_definer;
create policy named on trial_participant for select to waymark_definer using ((select viewer_known()));
-- Counted by arm once nobody is enrolled any more.
grant select (id, trial_id, person_id, state, enrolled_at, withdrew_on, data_until, lost_on) on trial_participant to waymark_measurement;
create policy measurement on trial_participant for select to waymark_measurement using (
  $service(measurement) and exists (select 1 from trial t where t.id = trial_participant.trial_id and t.state in ('closed', 'revealed'))
);
$history(trial_participant)
$stays(trial_participant)

-- A person cannot be allocated but by the list, nor come back from it.
create or replace function trial_enrolment_stands() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.state = 'allocated' and old.state <> 'allocated' and current_user <> 'waymark_randomiser' then
    raise insufficient_privilege using message = 'the list allocates';
  end if;
  if old.state = 'allocated' and row(new.state, new.stratum, new.trial_id) is distinct from row(old.state, old.stratum, old.trial_id) then
    raise insufficient_privilege using message = 'an allocation stands';
  end if;
  return new;
end $$;
revoke all on function trial_enrolment_stands() from public;
create or replace trigger trial_enrolment_stands before update on trial_participant for each row execute function trial_enrolment_stands();
