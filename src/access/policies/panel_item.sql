grant select, insert, update on panel_item to waymark_app;
create policy see on panel_item for select to waymark_app using (
  (select viewer_sees('panel'))
  and $reason(panel_item.person_id: team lead management agenda selection)
);
create policy add on panel_item for insert to waymark_app with check (
  (select viewer_may('panel:prepare')) and $reason(panel_item.person_id: team lead management selection)
);
create policy change on panel_item for update to waymark_app using ((select viewer_may('panel:decide'))) with check ((select viewer_may('panel:decide')));
$history(panel_item)
