-- A contract tells of the arm, so it is for those who see the arm; and, once it was said to be breached, for their
-- colleagues, one of whom decides.
grant select, insert, update on trial_contract to waymark_app;
create policy see on trial_contract for select to waymark_app using (
  (select viewer_may('trial:treat')) and (select viewer_shares('identity'))
  and (not trial_enrols(trial_id) or (not (select viewer_may('trial:enrol')) and not viewer_enrolled(trial_id)))
  and ($reason(trial_contract.person_id: lead co-worker)
    or (breach_by is not null and $reason(trial_contract.person_id: team management)))
);
create policy add on trial_contract for insert to waymark_app with check (
  (select viewer_may('trial:treat')) and $reason(trial_contract.person_id: lead co-worker)
);
create policy change on trial_contract for update to waymark_app using (
  (select viewer_may('trial:treat')) and $reason(trial_contract.person_id: team lead co-worker management)
) with check ((select viewer_may('trial:treat')));
-- Withdrawing stops the treatment, whoever writes it down (trial_stop()).
grant select (id, trial_id, participant_id, person_id, state, worker_id, version), update (state, ended_on, version) on trial_contract to waymark_definer;
create policy stopped on trial_contract for update to waymark_definer using ((select viewer_may('trial:enrol')) and state in ('running', 'with-police')) with check (state = 'withdrawn');
create policy found on trial_contract for select to waymark_definer using ((select viewer_may('trial:enrol')));
grant select on trial_contract to waymark_randomiser;
create policy randomise on trial_contract for select to waymark_randomiser using ($service(randomiser));
$history(trial_contract)
$stays(trial_contract)

-- Ends the contract of somebody who withdraws, for whoever enrols and reaches them; tells nobody whether there was one.
create or replace function trial_stop(participant bigint, on_day date) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_may('trial:enrol') is not true then
    raise insufficient_privilege using message = 'may not end a contract';
  end if;
  update trial_contract c set state = 'withdrawn', ended_on = on_day, version = c.version + 1
    where c.participant_id = participant and c.state in ('running', 'with-police') and viewer_reaches(c.person_id);
end $$;
alter function trial_stop(bigint, date) owner to waymark_definer;
revoke all on function trial_stop(bigint, date) from public;
grant execute on function trial_stop(bigint, date) to waymark_app;

-- In which trials somebody takes part, for whoever reaches them: that they do, and what a panel is told. Never the arm.
create or replace function in_trials(person bigint) returns table (trial_id bigint, name text, told text, since timestamptz, withdrew boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  -- Most people are in none, and asking whether the viewer reaches somebody costs more than that.
  if not exists (select from trial_participant p where p.person_id = person) then return; end if;
  return query select t.id, t.name, t.body ->> 'panelTold', p.enrolled_at, p.withdrew_on is not null
    from trial_participant p join trial t on t.id = p.trial_id
    where p.person_id = person and p.state in ('enrolled', 'allocated') and t.state in ('open', 'paused', 'closed')
      and viewer_shares('identity') and viewer_reaches(person) and viewer_identifies(person)
    order by p.enrolled_at desc;
end $$;
alter function in_trials(bigint) owner to waymark_definer;
revoke all on function in_trials(bigint) from public;
grant execute on function in_trials(bigint) to waymark_app;
