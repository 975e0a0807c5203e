grant select, insert on panel_interest to waymark_app;
create policy see on panel_interest for select to waymark_app using (
  (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(panel_interest.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection)
);
-- In one's own name, before the person is hidden from whoever declares it.
create policy add on panel_interest for insert to waymark_app with check (
  (select viewer_sees('panel')) and staff_id = (select viewer_staff())
  and $reason(panel_interest.person_id: team lead co-worker management after-care agenda selection)
);
-- How many of a meeting's people the viewer declared an interest in (panel_meeting_counts).
grant select (item_id, staff_id) on panel_interest to waymark_definer;
create policy counted on panel_interest for select to waymark_definer using (staff_id = (select viewer_staff()));
