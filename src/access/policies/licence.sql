-- A licence or order as the scheme keeps it. Who sees no plan (an analyst) has the extract alone.
grant select, insert, update on licence to waymark_app;
create policy see on licence for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('plan'))
  and $shared(licence)
  and $reason(licence.person_id: team lead co-worker management after-care custody break-glass)
);
create policy add on licence for insert to waymark_app with check (
  (select viewer_may('licence:edit')) and agency_id = (select viewer_agency())
  and $reason(licence.person_id: team lead co-worker management)
);
create policy change on licence for update to waymark_app using (
  (select viewer_may('licence:edit')) and $shared(licence)
  and $reason(licence.person_id: team lead co-worker management)
) with check ((select viewer_may('licence:edit')));
$history(licence)
$stays(licence)
