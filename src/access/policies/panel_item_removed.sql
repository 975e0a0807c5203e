grant select, insert on panel_item_removed to waymark_app;
create policy see on panel_item_removed for select to waymark_app using (
  (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(panel_item_removed.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection)
);
create policy add on panel_item_removed for insert to waymark_app with check (
  (select viewer_may('panel:prepare')) and staff_id = (select viewer_staff())
  and $reason(panel_item_removed.person_id: team lead management after-care selection)
);
