alter table audit_seal enable row level security;
alter table audit_seal force row level security;
grant select on audit_seal to waymark_app;
create policy audited on audit_seal for select to waymark_app using ((select viewer_sees('audit')));
grant select, insert on audit_seal to waymark_sealer;
create policy seal on audit_seal to waymark_sealer using ($service(sealing)) with check ($service(sealing));
