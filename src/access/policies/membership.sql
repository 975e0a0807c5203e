grant select, insert, update on membership to waymark_app;
create policy see on membership for select to waymark_app using (
  (select viewer_sees('identity'))
  and $reason(membership.person_id: team lead co-worker management after-care referral embedded agenda custody selection break-glass sample)
);
create policy add on membership for insert to waymark_app with check ((select viewer_may('panel:decide')));
create policy change on membership for update to waymark_app using (
  ((select viewer_may('panel:decide')) or (select viewer_may('membership:rate')))
  and $reason(membership.person_id: team lead co-worker management)
) with check ((select viewer_may('panel:decide')) or (select viewer_may('membership:rate')));
grant select on membership to waymark_selection, waymark_measurement;
create policy selection on membership for select to waymark_selection using ($service(selection));
create policy measurement on membership for select to waymark_measurement using ($service(measurement));
$history(membership)
