alter table recommendation_source enable row level security;
alter table recommendation_source force row level security;
grant select, insert, update on recommendation_source to waymark_app;
create policy see on recommendation_source for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on recommendation_source for insert to waymark_app with check ((select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()));
create policy change on recommendation_source for update to waymark_app using ((select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()));
$history(recommendation_source)
