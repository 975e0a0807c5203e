-- Seen and worked with by whoever holds the victim.
alter table victim_satisfaction enable row level security;
alter table victim_satisfaction force row level security;
grant select, insert, update on victim_satisfaction to waymark_app;
create policy held on victim_satisfaction for select to waymark_app using (
  (select viewer_sees('victims')) and exists (select 1 from victim v where v.id = victim_satisfaction.victim_id)
);
create policy add on victim_satisfaction for insert to waymark_app with check (
  (select viewer_may('victim:work')) and staff_id = (select viewer_staff())
  and exists (select 1 from victim v where v.id = victim_satisfaction.victim_id)
);
create policy change on victim_satisfaction for update to waymark_app using (
  (select viewer_may('victim:work')) and exists (select 1 from victim v where v.id = victim_satisfaction.victim_id)
) with check ((select viewer_may('victim:work')) and exists (select 1 from victim v where v.id = victim_satisfaction.victim_id));
$history(victim_satisfaction)
