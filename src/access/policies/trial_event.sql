-- What happened under a contract: added, never changed.
grant select, insert on trial_event to waymark_app;
create policy see on trial_event for select to waymark_app using (
  (select viewer_may('trial:treat')) and (select viewer_shares('identity'))
  and $reason(trial_event.person_id: team lead co-worker management)
  and exists (select 1 from trial_contract c where c.id = trial_event.contract_id)
);
create policy add on trial_event for insert to waymark_app with check (
  (select viewer_may('trial:treat')) and staff_id = (select viewer_staff())
  and $reason(trial_event.person_id: team lead co-worker management)
);
