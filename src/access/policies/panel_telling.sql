grant select, insert, update on panel_telling to waymark_app;
create policy see on panel_telling for select to waymark_app using (
  (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(panel_telling.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection)
);
-- With the decision, by whoever signs it.
create policy add on panel_telling for insert to waymark_app with check (
  (select viewer_may('panel:decide')) and scheme_id = (select viewer_scheme())
  and $reason(panel_telling.person_id: management after-care agenda selection)
);
-- Somebody declined was never on the scheme: those who see candidates tell them.
create policy change on panel_telling for update to waymark_app using (
  ((select viewer_may('panel:prepare')) or (select viewer_may('contact:record')))
  and $reason(panel_telling.person_id: team lead co-worker management after-care embedded selection)
) with check ((select viewer_may('panel:prepare')) or (select viewer_may('contact:record')));
$history(panel_telling)
$stays(panel_telling)
