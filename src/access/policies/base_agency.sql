-- Which agencies work at which base is known to whoever plans with posts or pays for them.
alter table base_agency enable row level security;
alter table base_agency force row level security;
grant select, insert, update on base_agency to waymark_app;
create policy see on base_agency for select to waymark_app using ((select viewer_sees('posts')) and scheme_id = (select viewer_scheme()));
create policy add on base_agency for insert to waymark_app with check ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()));
create policy change on base_agency for update to waymark_app using ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()));
$history(base_agency)
