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
-- An auditor sees nobody's name. With an identifier in hand they get the person's number, by which entries are found.
create or replace function audit_person(identifier text) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  if viewer_sees('audit') is not true then
    raise insufficient_privilege using message = 'may not search the audit';
  end if;
  return (select p.id from person p where identifier in (p.pnc, p.crn, p.prison_number, p.cro) order by p.gone_to nulls first, p.id limit 1);
end $$;
alter function audit_person(text) owner to waymark_definer;
revoke all on function audit_person(text) from public;
grant execute on function audit_person(text) to waymark_app;
grant select, insert on audit_entry to waymark_definer;
create policy definer on audit_entry to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
