-- Of the member it names a number and of the victim's row another: a page shows the crime and nothing else. Columns
-- that lead to the member are granted to nobody who is signed in.
alter table victim_offence enable row level security;
alter table victim_offence force row level security;
grant select (id, victim_id, crime, offence, offence_on) on victim_offence to waymark_app;
create policy held on victim_offence for select to waymark_app using (
  (select viewer_sees('victims')) and exists (select 1 from victim v where v.id = victim_offence.victim_id)
);
grant select, insert on victim_offence to waymark_definer;
create policy definer on victim_offence to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
grant select, update (seen_custody, seen_release, seen_on_scheme, seen_variation) on victim_offence to waymark_victims;
create policy follow on victim_offence to waymark_victims using ($service(victims)) with check ($service(victims));
