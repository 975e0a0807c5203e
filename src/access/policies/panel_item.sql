grant select, insert, update, delete on panel_item to waymark_app;
create policy see on panel_item for select to waymark_app using (
  (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(panel_item.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection)
);
create policy add on panel_item for insert to waymark_app with check (
  ((select viewer_may('panel:prepare')) or (select viewer_may('candidate:propose')))
  and $reason(panel_item.person_id: team lead management selection)
);
create policy change on panel_item for update to waymark_app using (
  (select viewer_may('panel:decide')) and $reason(panel_item.person_id: management agenda selection)
) with check ((select viewer_may('panel:decide')));
-- Taken off an agenda before it is decided; the row history keeps it.
create policy take_off on panel_item for delete to waymark_app using (
  (select viewer_may('panel:prepare')) and decision is null
  and $reason(panel_item.person_id: team lead management selection)
);
$history(panel_item)
$stays(panel_item)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on panel_item to waymark_definer;
create policy refused on panel_item for select to waymark_definer using ((select viewer_known()));
