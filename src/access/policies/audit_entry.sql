-- Append only: nobody who works for the application may change or remove an entry, and nobody writes one in
-- another's name.
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
grant select, insert on audit_entry to waymark_app;
create policy write_own on audit_entry for insert to waymark_app with check (
  staff_id = (select viewer_staff()) and service is null and session_id is not distinct from (select viewer_session())
);
create policy audited on audit_entry for select to waymark_app using ((select viewer_sees('audit')));
grant insert on audit_entry to $services;
create policy write_service on audit_entry for insert to $services with check (service = (select viewer_service()));
grant select on audit_entry to waymark_sealer;
create policy seal on audit_entry for select to waymark_sealer using ($service(sealing));
grant select, insert on audit_entry to waymark_definer;
create policy definer on audit_entry to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
