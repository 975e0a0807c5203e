-- An agency's view of somebody on an agenda: by its handling, for those who see the agenda.
grant select, insert, update on panel_view to waymark_app;
create policy see on panel_view for select to waymark_app using (
  (select viewer_sees('panel')) and $shared(identity)
  and $reason(panel_view.person_id: management after-care agenda selection)
);
-- Asked by whoever prepares the panel; there is nothing in it yet.
create policy ask on panel_view for insert to waymark_app with check (
  (select viewer_may('panel:prepare')) and asked_by = (select viewer_staff()) and view is null and handling = 'partners'
  and $reason(panel_view.person_id: management after-care selection)
);
-- Given by somebody of the agency, in their own name.
create policy give on panel_view for update to waymark_app using (
  (select viewer_sees('panel')) and agency_id = (select viewer_agency())
  and $reason(panel_view.person_id: management after-care agenda selection)
) with check (agency_id = (select viewer_agency()) and given_by = (select viewer_staff()));
$history(panel_view)
$stays(panel_view)
-- A meeting that moves takes the day with it by which views are due, of those that nobody gave yet.
create policy move on panel_view for update to waymark_app using (
  (select viewer_may('panel:prepare')) and view is null
  and $reason(panel_view.person_id: management after-care selection)
) with check ((select viewer_may('panel:prepare')) and view is null and given_by is null);
