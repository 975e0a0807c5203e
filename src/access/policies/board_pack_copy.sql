alter table board_pack_copy enable row level security;
alter table board_pack_copy force row level security;
-- A copy that was made stays.
grant select, insert on board_pack_copy to waymark_app;
create policy see on board_pack_copy for select to waymark_app using (exists (select 1 from board_pack p where p.id = board_pack_copy.pack_id and p.state = 'issued'));
create policy add on board_pack_copy for insert to waymark_app with check (
  (select viewer_may('board:manage')) and made_by = (select viewer_staff())
  and exists (select 1 from board_pack p where p.id = board_pack_copy.pack_id and p.state = 'issued')
);
$history(board_pack_copy)
