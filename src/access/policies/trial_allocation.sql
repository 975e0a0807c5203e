-- Which arm: of their own people, for those who treat and enrol nobody. Panels, managers of the trial and analysts are not
-- told. Whoever enrols and knows arms can work out who is next, so it waits for the end of enrolment, whichever role they
-- sign in with. Written once; no history, which would be one more place to read it.
grant select on trial_allocation to waymark_app;
create policy see on trial_allocation for select to waymark_app using (
  (select viewer_may('trial:treat')) and (select viewer_shares('identity'))
  and (not trial_enrols(trial_id) or (not (select viewer_may('trial:enrol')) and not viewer_enrolled(trial_id)))
  and $reason(trial_allocation.person_id: lead co-worker)
);
grant select, insert on trial_allocation to waymark_randomiser;
create policy randomise on trial_allocation to waymark_randomiser using ($service(randomiser)) with check ($service(randomiser));
-- Counted by arm once nobody is enrolled any more: before, nobody counts outcomes by arm, a service no more than a person.
grant select on trial_allocation to waymark_measurement;
create policy measurement on trial_allocation for select to waymark_measurement using (
  $service(measurement) and exists (select 1 from trial t where t.id = trial_allocation.trial_id and t.state in ('closed', 'revealed'))
);
