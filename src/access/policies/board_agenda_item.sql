alter table board_agenda_item enable row level security;
alter table board_agenda_item force row level security;
grant select, insert, update on board_agenda_item to waymark_app;
create policy see on board_agenda_item for select to waymark_app using (exists (select 1 from board_meeting where board_meeting.id = board_agenda_item.meeting_id));
create policy add on board_agenda_item for insert to waymark_app with check (
  (select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_agenda_item.meeting_id)
);
create policy change on board_agenda_item for update to waymark_app using ((select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_agenda_item.meeting_id))
  with check ((select viewer_may('board:manage')) and exists (select 1 from board_meeting where board_meeting.id = board_agenda_item.meeting_id));
$history(board_agenda_item)
