alter table board_paper enable row level security;
alter table board_paper force row level security;
grant select, insert, update on board_paper to waymark_app;
create policy see on board_paper for select to waymark_app using (exists (select 1 from board_meeting where board_meeting.id = board_paper.meeting_id));
create policy add on board_paper for insert to waymark_app with check (
  (select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_paper.meeting_id) and changed_by = (select viewer_staff())
);
create policy change on board_paper for update to waymark_app using ((select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_paper.meeting_id))
  with check ((select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_paper.meeting_id) and changed_by = (select viewer_staff()));
$history(board_paper)
