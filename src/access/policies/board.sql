alter table board enable row level security;
alter table board force row level security;
grant select, insert, update on board to waymark_app;
create policy see on board for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on board for insert to waymark_app with check ((select viewer_may('board:manage')) and scheme_id = (select viewer_scheme()));
create policy change on board for update to waymark_app using ((select viewer_may('board:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('board:manage')) and scheme_id = (select viewer_scheme()));
$history(board)
