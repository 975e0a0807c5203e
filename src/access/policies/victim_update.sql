-- Seen and worked with by whoever holds the victim.
alter table victim_update enable row level security;
alter table victim_update force row level security;
grant select, insert, update on victim_update to waymark_app;
create policy held on victim_update for select to waymark_app using (
  (select viewer_sees('victims')) and exists (select 1 from victim v where v.id = victim_update.victim_id)
);
create policy add on victim_update for insert to waymark_app with check (
  (select viewer_may('victim:work')) and staff_id = (select viewer_staff())
  and exists (select 1 from victim v where v.id = victim_update.victim_id)
);
create policy change on victim_update for update to waymark_app using (
  (select viewer_may('victim:work')) and exists (select 1 from victim v where v.id = victim_update.victim_id)
) with check ((select viewer_may('victim:work')) and exists (select 1 from victim v where v.id = victim_update.victim_id));
$history(victim_update)
grant select, insert on victim_update to waymark_victims;
create policy follow on victim_update for select to waymark_victims using ($service(victims));
create policy due on victim_update for insert to waymark_victims with check ($service(victims) and origin = 'rule' and state = 'due');
-- How many are due to a victim without a contact (victim_unheld).
grant select (victim_id, state) on victim_update to waymark_definer;
create policy definer on victim_update for select to waymark_definer using ((select viewer_known()));
