-- Seen and worked with by whoever holds the victim.
alter table victim_condition enable row level security;
alter table victim_condition force row level security;
grant select, insert, update on victim_condition to waymark_app;
create policy held on victim_condition for select to waymark_app using (
  (select viewer_sees('victims')) and exists (select 1 from victim v where v.id = victim_condition.victim_id)
);
create policy add on victim_condition for insert to waymark_app with check (
  (select viewer_may('victim:work')) and staff_id = (select viewer_staff())
  and exists (select 1 from victim v where v.id = victim_condition.victim_id)
);
create policy change on victim_condition for update to waymark_app using (
  (select viewer_may('victim:work')) and exists (select 1 from victim v where v.id = victim_condition.victim_id)
) with check ((select viewer_may('victim:work')) and exists (select 1 from victim v where v.id = victim_condition.victim_id));
$history(victim_condition)
-- no_contact() tells those who see licences that a condition is in force (_victims.sql).
grant select on victim_condition to waymark_definer;
create policy definer on victim_condition for select to waymark_definer using ((select viewer_known()));
