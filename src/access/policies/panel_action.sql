grant select, insert, update on panel_action to waymark_app;
create policy see on panel_action for select to waymark_app using (
  case when person_id is null then (select viewer_sees('panel')) and scheme_id = (select viewer_scheme())
    else (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(panel_action.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection) end
);
-- What somebody was asked to do stays with them until it is done, whoever else sees the person by then.
create policy mine on panel_action for select to waymark_app using (
  staff_id = (select viewer_staff()) and (person_id is null or person_id <> all ((select viewer_barred())::bigint[]))
);
create policy add on panel_action for insert to waymark_app with check (
  (select viewer_may('panel:decide')) and scheme_id = (select viewer_scheme()) and made_by = (select viewer_staff())
  and (person_id is null or $reason(panel_action.person_id: management after-care agenda selection))
);
create policy finish on panel_action for update to waymark_app using (
  staff_id = (select viewer_staff()) and (person_id is null or person_id <> all ((select viewer_barred())::bigint[]))
) with check (ended_by = (select viewer_staff()));
create policy manage on panel_action for update to waymark_app using (
  (select viewer_may('panel:prepare')) and scheme_id = (select viewer_scheme())
  and (person_id is null or $reason(panel_action.person_id: management after-care agenda selection))
) with check ((select viewer_may('panel:prepare')));
$history(panel_action)
