grant select, insert, update on curfew to waymark_app;
create policy see on curfew for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('plan'))
  and $shared(licence)
  and $reason(curfew.person_id: team lead co-worker management after-care custody break-glass)
);
create policy add on curfew for insert to waymark_app with check (
  (select viewer_may('licence:edit')) and agency_id = (select viewer_agency())
  and $reason(curfew.person_id: team lead co-worker management)
);
create policy change on curfew for update to waymark_app using (
  (select viewer_may('licence:edit')) and $shared(licence)
  and $reason(curfew.person_id: team lead co-worker management)
) with check ((select viewer_may('licence:edit')));
$history(curfew)
$stays(curfew)
-- places_ruled_out() looks at all of a person's, for whoever reaches them.
grant select on curfew to waymark_definer;
create policy definer on curfew for select to waymark_definer using ((select viewer_known()));
