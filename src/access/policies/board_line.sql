alter table board_line enable row level security;
alter table board_line force row level security;
grant select, insert, update on board_line to waymark_app;
create policy see on board_line for select to waymark_app using (exists (select 1 from board where board.id = board_line.board_id));
create policy add on board_line for insert to waymark_app with check (
  (select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_line.board_id) and exists (select 1 from board where board.id = board_line.other_id)
);
create policy change on board_line for update to waymark_app using ((select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_line.board_id))
  with check ((select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_line.board_id));
$history(board_line)
