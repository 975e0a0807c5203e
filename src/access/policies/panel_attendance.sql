alter table panel_attendance enable row level security;
alter table panel_attendance force row level security;
grant select, insert, update on panel_attendance to waymark_app;
create policy see on panel_attendance for select to waymark_app using ((select viewer_sees('panel')));
create policy add on panel_attendance for insert to waymark_app with check ((select viewer_may('panel:prepare')) or (select viewer_may('panel:decide')));
create policy change on panel_attendance for update to waymark_app using ((select viewer_may('panel:prepare')) or (select viewer_may('panel:decide')))
  with check ((select viewer_may('panel:prepare')) or (select viewer_may('panel:decide')));
-- Whoever is invited says that they are there.
create policy confirm on panel_attendance for update to waymark_app using (
  (select viewer_sees('panel')) and staff_id = (select viewer_staff())
) with check (staff_id = (select viewer_staff()) and state = 'attended' and confirmed_at is not null);

-- Whoever it is: nobody says of somebody else that they confirmed.
create or replace function confirmed_by_oneself() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise insufficient_privilege using message = 'everybody confirms their own presence';
end $$;
revoke all on function confirmed_by_oneself() from public;
create or replace trigger confirmed_when_invited before insert on panel_attendance for each row
  when (new.confirmed_at is not null) execute function confirmed_by_oneself();
create or replace trigger confirmed_by_oneself before update on panel_attendance for each row
  when (new.confirmed_at is not null and (
    (new.confirmed_at is distinct from old.confirmed_at and new.staff_id is distinct from viewer_staff())
    or (new.staff_id, new.agency_id, new.meeting_id) is distinct from (old.staff_id, old.agency_id, old.meeting_id)))
  execute function confirmed_by_oneself();
