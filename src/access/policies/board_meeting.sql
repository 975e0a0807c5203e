alter table board_meeting enable row level security;
alter table board_meeting force row level security;
grant select, insert, update on board_meeting to waymark_app;
create policy see on board_meeting for select to waymark_app using (exists (select 1 from board where board.id = board_meeting.board_id));
create policy add on board_meeting for insert to waymark_app with check (
  (select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_meeting.board_id) and minutes_state = 'none'
);
-- Whoever keeps the board's papers does all but approve; approved minutes stay as they are.
create policy change on board_meeting for update to waymark_app
  using ((select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_meeting.board_id) and minutes_state <> 'approved')
  with check ((select viewer_may('board:manage')) and exists (select 1 from board where board.id = board_meeting.board_id) and minutes_state <> 'approved'
    and (minutes_by is null or approved_by is null));
-- Somebody else than who wrote them approves them, in their own name, or opens them again.
create policy approve on board_meeting for update to waymark_app
  using ((select viewer_may('minutes:approve')) and exists (select 1 from board where board.id = board_meeting.board_id) and minutes_state <> 'none')
  with check ((select viewer_may('minutes:approve')) and exists (select 1 from board where board.id = board_meeting.board_id)
    and (minutes_state = 'drafted' or (minutes_state = 'approved' and approved_by = (select viewer_staff()) and minutes_by <> (select viewer_staff()))));
-- Whichever policy let the row be changed: words of minutes that are approved, or are being approved, stay as they were written.
create or replace function board_minutes_stay() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_staff() is null then return new; end if;
  if (old.minutes_state = 'approved' or new.minutes_state = 'approved' or not viewer_may('board:manage'))
    and (new.minutes, new.minutes_printed, new.minutes_claims, new.minutes_marking, new.minutes_by, new.held_on)
      is distinct from (old.minutes, old.minutes_printed, old.minutes_claims, old.minutes_marking, old.minutes_by, old.held_on) then
    raise insufficient_privilege using message = 'minutes are approved as they were written';
  end if;
  return new;
end $$;
revoke all on function board_minutes_stay() from public;
create or replace trigger board_minutes_stay before update on board_meeting for each row execute function board_minutes_stay();
$history(board_meeting)
