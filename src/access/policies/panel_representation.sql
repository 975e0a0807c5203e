grant select, insert, update on panel_representation to waymark_app;
create policy see on panel_representation for select to waymark_app using (
  (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(panel_representation.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection)
);
create policy add on panel_representation for insert to waymark_app with check (
  ((select viewer_may('panel:prepare')) or (select viewer_may('contact:record'))) and scheme_id = (select viewer_scheme())
  and recorded_by = (select viewer_staff())
  and $reason(panel_representation.person_id: team lead co-worker management after-care embedded selection)
);
-- Put on the agenda that hears it.
create policy hear on panel_representation for update to waymark_app using (
  (select viewer_may('panel:prepare')) and $reason(panel_representation.person_id: management after-care selection)
) with check ((select viewer_may('panel:prepare')));
$history(panel_representation)
$stays(panel_representation)
