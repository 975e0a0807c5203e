alter table programme enable row level security;
alter table programme force row level security;
grant select, insert, update on programme to waymark_app;
create policy see on programme for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on programme for insert to waymark_app with check ((select viewer_may('programme:manage')) and scheme_id = (select viewer_scheme()));
create policy change on programme for update to waymark_app using ((select viewer_may('programme:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('programme:manage')) and scheme_id = (select viewer_scheme()));
$history(programme)
