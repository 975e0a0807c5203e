alter table trial_amendment enable row level security;
alter table trial_amendment force row level security;
grant select, insert on trial_amendment to waymark_app;
create policy see on trial_amendment for select to waymark_app using (
  (select viewer_sees('trials')) and exists (select 1 from trial t where t.id = trial_amendment.trial_id)
);
create policy add on trial_amendment for insert to waymark_app with check (
  (select viewer_may('trial:manage')) and staff_id = (select viewer_staff()) and exists (select 1 from trial t where t.id = trial_amendment.trial_id)
);
