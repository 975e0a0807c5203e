alter table service_staff enable row level security;
alter table service_staff force row level security;
grant select, insert, update on service_staff to waymark_app;
create policy see on service_staff for select to waymark_app using (
  exists (select 1 from service where service.id = service_staff.service_id)
);
-- Only of the provider's own staff.
create policy add on service_staff for insert to waymark_app with check (
  (select viewer_may('directory:manage'))
  and exists (select 1 from service v join staff s on s.agency_id = v.agency_id where v.id = service_staff.service_id and s.id = service_staff.staff_id)
);
create policy remove on service_staff for update to waymark_app using (
  (select viewer_may('directory:manage')) and exists (select 1 from service where service.id = service_staff.service_id)
) with check ((select viewer_may('directory:manage')));
