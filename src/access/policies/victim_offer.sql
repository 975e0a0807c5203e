-- Seen and worked with by whoever holds the victim.
alter table victim_offer enable row level security;
alter table victim_offer force row level security;
grant select, insert, update on victim_offer to waymark_app;
create policy held on victim_offer for select to waymark_app using (
  (select viewer_sees('victims')) and exists (select 1 from victim v where v.id = victim_offer.victim_id)
);
create policy add on victim_offer for insert to waymark_app with check (
  (select viewer_may('victim:work')) and staff_id = (select viewer_staff())
  and exists (select 1 from victim v where v.id = victim_offer.victim_id)
);
create policy change on victim_offer for update to waymark_app using (
  (select viewer_may('victim:work')) and exists (select 1 from victim v where v.id = victim_offer.victim_id)
) with check ((select viewer_may('victim:work')) and exists (select 1 from victim v where v.id = victim_offer.victim_id));
$history(victim_offer)
