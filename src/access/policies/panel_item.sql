grant select, insert, update, delete on panel_item to waymark_app;
create policy see on panel_item for select to waymark_app using (
  ((select viewer_sees('panel')) or (select viewer_may('candidate:propose')))
  and $reason(panel_item.person_id: team lead management agenda selection after-care)
);
create policy add on panel_item for insert to waymark_app with check (
  ((select viewer_may('panel:prepare')) or (select viewer_may('candidate:propose')))
  and $reason(panel_item.person_id: team lead management selection)
);
create policy change on panel_item for update to waymark_app using ((select viewer_may('panel:decide'))) with check ((select viewer_may('panel:decide')));
-- Taken off an agenda before it is decided; the row history keeps it.
create policy take_off on panel_item for delete to waymark_app using (
  ((select viewer_may('panel:prepare')) or (select viewer_may('candidate:propose')))
  and decision is null
  and $reason(panel_item.person_id: team lead management selection)
);
$history(panel_item)
