grant select, insert, update on membership to waymark_app;
create policy see on membership for select to waymark_app using (
  (select viewer_sees('identity')) and (select viewer_shares('identity'))
  and $reason(membership.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection sample)
);
create policy add on membership for insert to waymark_app with check (
  (select viewer_may('panel:decide')) and scheme_id = (select viewer_scheme())
  and $reason(membership.person_id: management agenda selection)
);
create policy rate on membership for update to waymark_app using (
  (select viewer_may('membership:rate')) and $reason(membership.person_id: team lead co-worker management)
) with check ((select viewer_may('membership:rate')));
-- A panel's chair has the person on the agenda.
create policy decide on membership for update to waymark_app using (
  (select viewer_may('panel:decide')) and $reason(membership.person_id: management agenda)
) with check ((select viewer_may('panel:decide')));
grant select on membership to waymark_selection, waymark_measurement;
create policy selection on membership for select to waymark_selection using ($service(selection));
create policy measurement on membership for select to waymark_measurement using ($service(measurement));
-- is_on_scheme() answers yes or no.
grant select (person_id, left_on, scheme_id) on membership to waymark_definer;
grant select (person_id, left_on, scheme_id) on membership to waymark_victims;
create policy victims on membership for select to waymark_victims using ($service(victims));
create policy definer on membership for select to waymark_definer using ((select viewer_known()));
-- The statutory status follows orders and licences, which not everybody who adopts may see.
grant update (statutory, version) on membership to waymark_selection;
create policy follow on membership for update to waymark_selection using ($service(selection)) with check ($service(selection));
$history(membership)
$stays(membership)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id) on membership to waymark_definer;
-- A transfer that the receiving side accepts (transfer_accept): it has no reason for the person before that.
grant select, insert, update on membership to waymark_definer;
create policy moved on membership for update to waymark_definer using ((select viewer_may('membership:transfer'))) with check ((select viewer_may('membership:transfer')));
create policy received on membership for insert to waymark_definer with check ((select viewer_may('membership:transfer')));
-- Nobody who has left, or whose membership rests, is sent a message.
grant select (person_id, scheme_id, state, left_on, team_id) on membership to waymark_notices;
create policy notices on membership for select to waymark_notices using ($service(notices));
-- The same, as the scheme has it.
grant select (person_id, scheme_id, left_on, statutory) on membership to waymark_randomiser;
create policy randomise on membership for select to waymark_randomiser using ($service(randomiser));
-- Who is on the scheme, and whose team owns them: whom an alert is for.
grant select (id, scheme_id, person_id, team_id, left_on, owned_by) on membership to waymark_events;
create policy events on membership for select to waymark_events using ($service(events));
