-- Names and work numbers of colleagues, for anybody signed in.
alter table staff enable row level security;
alter table staff force row level security;
grant select on staff to waymark_app, $services;
create policy see on staff for select to waymark_app using ((select viewer_staff()) is not null);
create policy services on staff for select to $services using (
  (select viewer_service()) is not null
  -- What answers the public reads what is published and nobody's name besides.
  and (select viewer_service()) <> 'public-register'
);
grant insert, update on staff to waymark_app;
create policy manage on staff for insert to waymark_app with check ((select viewer_may('staff:manage')));
create policy change on staff for update to waymark_app using ((select viewer_may('staff:manage'))) with check ((select viewer_may('staff:manage')));
grant insert, update on staff to waymark_setup;
create policy setup on staff to waymark_setup using ($service(setup)) with check ($service(setup));
-- Who is a victim's named contact, and whether they still may be (_victims.sql).
grant select (id, name, phone, agency_id, from_date, to_date) on staff to waymark_definer;
create policy definer on staff for select to waymark_definer using ((select viewer_known()));
-- An agency that takes another's work over (_succession.sql).
grant update (agency_id) on staff to waymark_definer;
create policy succeed on staff for update to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
