-- Nothing about anybody; entered where the database is administered.
alter table agency_kind_follows enable row level security;
alter table agency_kind_follows force row level security;
grant select on agency_kind_follows to waymark_app, waymark_definer;
create policy see on agency_kind_follows for select to waymark_app using ((select viewer_staff()) is not null);
create policy definer on agency_kind_follows for select to waymark_definer using ((select viewer_known()));
