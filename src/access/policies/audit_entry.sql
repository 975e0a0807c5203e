-- Append only: nobody who works for the application may change or remove an entry, and nobody writes one in
-- another's name.
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
-- When an entry is made and whether a refused thing exists are not the writer's to say.
grant select on audit_entry to waymark_app;
grant insert (kind, act, staff_id, agency_id, role, service, session_id, request_id, subject, subject_id, person_id, people, ids, detail) on audit_entry to waymark_app;
create policy write_own on audit_entry for insert to waymark_app with check (
  staff_id = (select viewer_staff()) and service is null and session_id is not distinct from (select viewer_session())
  and agency_id = (select viewer_agency()) and role = (select nullif(current_setting('waymark.role', true), ''))
);
create policy audited on audit_entry for select to waymark_app using ((select viewer_sees('audit')));
grant insert on audit_entry to $services;
create policy write_service on audit_entry for insert to $services with check (service = (select viewer_service()));
grant select on audit_entry to waymark_sealer;
create policy seal on audit_entry for select to waymark_sealer using ($service(sealing));
-- An auditor sees nobody's name. With an identifier in hand they get the person's number, by which entries are found.
create or replace function audit_person(identifier text) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_sees('audit') is not true then
    raise insufficient_privilege using message = 'may not search the audit';
  end if;
  return (select p.id from person p where identifier in (p.pnc, p.crn, p.prison_number, p.cro)
    and not (p.id = any (viewer_barred())) order by p.gone_to nulls first, p.id limit 1);
end $$;
-- Lists of source records hold the records' numbers: those of one person, by which such entries are found.
create or replace function audit_records(of_person bigint) returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_sees('audit') is not true then
    raise insufficient_privilege using message = 'may not search the audit';
  end if;
  return (select coalesce(array_agg(r.id), '{}') from source_record r where r.person_id = of_person);
end $$;
alter function audit_records(bigint) owner to waymark_definer;
revoke all on function audit_records(bigint) from public;
grant execute on function audit_records(bigint) to waymark_app;
alter function audit_person(text) owner to waymark_definer;
revoke all on function audit_person(text) from public;
grant execute on function audit_person(text) to waymark_app;
grant select, insert on audit_entry to waymark_definer;
create policy definer on audit_entry to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
-- When the viewer themselves last looked at a person before now: openings of the last half hour are this look.
create or replace function last_looked(person bigint) returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select e.at from audit_entry e where e.person_id = person and e.staff_id = viewer_staff()
    and e.kind = 'opened' and e.act in ('person:overview', 'person:timeline') and e.at < now() - interval '30 minutes'
    order by e.at desc limit 1);
end $$;
alter function last_looked(bigint) owner to waymark_definer;
revoke all on function last_looked(bigint) from public;
grant execute on function last_looked(bigint) to waymark_app;
