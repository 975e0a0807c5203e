-- Which arm: for those who treat alone. Panels, managers of the trial and analysts are not told. Written once; no history,
-- which would be one more place to read it.
grant select on trial_allocation to waymark_app;
create policy see on trial_allocation for select to waymark_app using (
  (select viewer_may('trial:treat')) and (select viewer_shares('identity'))
  and $reason(trial_allocation.person_id: team lead co-worker management selection)
);
grant select, insert on trial_allocation to waymark_randomiser;
create policy randomise on trial_allocation to waymark_randomiser using ($service(randomiser)) with check ($service(randomiser));
