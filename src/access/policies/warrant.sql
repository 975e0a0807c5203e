grant select, insert, update on warrant to waymark_app;
create policy see on warrant for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('contacts'))
  and $shared(licence)
  and $reason(warrant.person_id: team lead co-worker management after-care break-glass)
);
create policy add on warrant for insert to waymark_app with check (
  ((select viewer_may('compliance:register')) or (select viewer_may('enforcement:record'))) and agency_id = (select viewer_agency())
  and $reason(warrant.person_id: team lead co-worker management)
);
create policy change on warrant for update to waymark_app using (
  ((select viewer_may('compliance:register')) or (select viewer_may('enforcement:record'))) and $shared(licence)
  and $reason(warrant.person_id: team lead co-worker management)
) with check (((select viewer_may('compliance:register')) or (select viewer_may('enforcement:record'))));
$history(warrant)
$stays(warrant)
