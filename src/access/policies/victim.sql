-- A victim or witness of a member's offence: seen by the few who hold a reason for that one victim, whatever else they
-- may see of the member, and by nobody else at all. Whoever declared an interest in the member is kept out.
alter table victim enable row level security;
alter table victim force row level security;
grant select, update on victim to waymark_app;
create policy held on victim for select to waymark_app using (
  (select viewer_sees('victims')) and agency_id = (select viewer_agency())
  and exists (select 1 from access_reason r where r.source = 'victim:' || victim.id and r.kind = 'victim' and r.holder = any ((select viewer_holders())::text[])
    and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now()))
  and not exists (select 1 from access_reason r where r.source = 'victim:' || victim.id and r.kind = 'victim' and viewer_staff() = any (r.excluded_staff))
);
create policy change on victim for update to waymark_app using (
  (select viewer_may('victim:work')) and agency_id = (select viewer_agency())
  and exists (select 1 from access_reason r where r.source = 'victim:' || victim.id and r.kind = 'victim' and r.holder = any ((select viewer_holders())::text[])
    and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now()))
  and not exists (select 1 from access_reason r where r.source = 'victim:' || victim.id and r.kind = 'victim' and viewer_staff() = any (r.excluded_staff))
) with check ((select viewer_may('victim:work')) and agency_id = (select viewer_agency()));
$history(victim)
-- victim_take_on() and its like (_victims.sql) look at the viewer's rights themselves.
grant select, insert, update on victim to waymark_definer;
create policy definer on victim to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
-- What makes an update due.
grant select (id, scheme_id, agency_id, officer_id, wants_updates, state) on victim to waymark_victims;
create policy follow on victim for select to waymark_victims using ($service(victims));
