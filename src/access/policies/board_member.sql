alter table board_member enable row level security;
alter table board_member force row level security;
grant select, insert, update on board_member to waymark_app;
create policy see on board_member for select to waymark_app using (exists (select 1 from board where board.id = board_member.board_id));
create policy add on board_member for insert to waymark_app with check (
  (select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_member.board_id)
);
create policy change on board_member for update to waymark_app using ((select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_member.board_id))
  with check ((select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_member.board_id));
$history(board_member)
