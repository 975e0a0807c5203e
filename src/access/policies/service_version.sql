-- What a service was earlier, for whoever sees the service.
alter table service_version enable row level security;
alter table service_version force row level security;
grant select, insert on service_version to waymark_app;
create policy see on service_version for select to waymark_app using (
  exists (select 1 from service where service.id = service_version.service_id)
);
create policy add on service_version for insert to waymark_app with check (
  (select viewer_may('directory:manage')) and staff_id = (select viewer_staff())
  and exists (select 1 from service where service.id = service_version.service_id)
);
