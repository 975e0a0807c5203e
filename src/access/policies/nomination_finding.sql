-- That a nominated person is a candidate or a member already: for whoever sees candidates, never for the nominator as such.
grant select on nomination_finding to waymark_app;
create policy see on nomination_finding for select to waymark_app using (
  (select viewer_sees('scores')) and (select viewer_shares('identity'))
  and $reason(nomination_finding.person_id: management after-care selection agenda break-glass)
);
grant select, insert, update on nomination_finding to waymark_selection;
create policy selection on nomination_finding to waymark_selection using ($service(selection)) with check ($service(selection));
$stays(nomination_finding)
