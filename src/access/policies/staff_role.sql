alter table staff_role enable row level security;
alter table staff_role force row level security;
grant select on staff_role to waymark_app, $services;
create policy see on staff_role for select to waymark_app using ((select viewer_staff()) is not null);
create policy services on staff_role for select to $services using (
  (select viewer_service()) is not null and (select viewer_service()) <> 'public-register'
);
grant insert, update on staff_role to waymark_app;
-- Nobody gives a role to themselves, nor takes away or lengthens their own.
create policy manage on staff_role for insert to waymark_app with check ((select viewer_may('staff:manage')) and staff_id <> (select viewer_staff()));
create policy change on staff_role for update to waymark_app using ((select viewer_may('staff:manage')) and staff_id <> (select viewer_staff()))
  with check (staff_id <> (select viewer_staff()));
grant insert, update on staff_role to waymark_setup;
create policy setup on staff_role to waymark_setup using ($service(setup)) with check ($service(setup));
grant select on staff_role to waymark_definer;
create policy definer on staff_role for select to waymark_definer using ((select viewer_known()));
