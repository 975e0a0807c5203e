-- Why somebody entered or left the list: for whoever sees the candidate.
grant select on candidate_event to waymark_app;
create policy see on candidate_event for select to waymark_app using (
  (select viewer_sees('scores')) and (select viewer_shares('identity'))
  and $reason(candidate_event.person_id: management after-care selection agenda break-glass)
);
grant select, insert on candidate_event to waymark_selection;
create policy selection on candidate_event to waymark_selection using ($service(selection)) with check ($service(selection));
-- Who came onto the list in which month, for the dashboards.
grant select (id, candidate_id, person_id, at, what) on candidate_event to waymark_measurement;
create policy measurement on candidate_event for select to waymark_measurement using ($service(measurement));
