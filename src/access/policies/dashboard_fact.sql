-- Counts without suppression: each line for those who see the items that it counts anyway.
alter table dashboard_fact enable row level security;
alter table dashboard_fact force row level security;
grant select on dashboard_fact to waymark_app;
create policy see on dashboard_fact for select to waymark_app using (
  (select viewer_sees('outcomes')) and (select viewer_sees('cohort'))
  and sees = any ((select array(select c from unnest(array['cohort', 'scores', 'panel', 'referrals', 'contacts']) c where viewer_sees(c)))::text[])
  and exists (select 1 from dashboard_run r where r.id = dashboard_fact.run_id)
);
grant select, insert, delete on dashboard_fact to waymark_measurement;
create policy measurement on dashboard_fact to waymark_measurement using ($service(measurement)) with check ($service(measurement));
