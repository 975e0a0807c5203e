alter table board_attendance enable row level security;
alter table board_attendance force row level security;
grant select, insert, update on board_attendance to waymark_app;
create policy see on board_attendance for select to waymark_app using (exists (select 1 from board_meeting where board_meeting.id = board_attendance.meeting_id));
create policy add on board_attendance for insert to waymark_app with check (
  (select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_attendance.meeting_id)
);
create policy change on board_attendance for update to waymark_app using ((select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_attendance.meeting_id))
  with check ((select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_attendance.meeting_id));
$history(board_attendance)
