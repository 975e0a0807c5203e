-- Who answers to whom is known to whoever plans with posts or pays for them.
alter table reporting_line enable row level security;
alter table reporting_line force row level security;
grant select, insert, update on reporting_line to waymark_app;
create policy see on reporting_line for select to waymark_app using ((select viewer_sees('posts')) and scheme_id = (select viewer_scheme()));
create policy add on reporting_line for insert to waymark_app with check ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()));
create policy change on reporting_line for update to waymark_app using ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()));
$history(reporting_line)
