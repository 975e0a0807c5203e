grant select, insert on membership_change to waymark_app;
create policy see on membership_change for select to waymark_app using (
  (select viewer_sees('identity')) and (select viewer_shares('identity'))
  and $reason(membership_change.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection sample)
);
create policy add on membership_change for insert to waymark_app with check (
  staff_id = (select viewer_staff()) and ((select viewer_may('membership:rate')) or (select viewer_may('panel:decide')))
  and $reason(membership_change.person_id: team lead co-worker management agenda selection)
);
grant insert on membership_change to waymark_selection;
create policy follow on membership_change for insert to waymark_selection with check ($service(selection) and staff_id is null and what = 'statutory');
-- What a transfer leaves in the history (transfer_accept).
grant insert on membership_change to waymark_definer;
create policy received on membership_change for insert to waymark_definer with check (
  (select viewer_may('membership:transfer')) and staff_id = (select viewer_staff()) and what in ('base', 'state')
);
-- Ratings as they moved, for the dashboards: never why.
grant select (id, membership_id, person_id, at, what, was, became) on membership_change to waymark_measurement;
create policy measurement on membership_change for select to waymark_measurement using ($service(measurement));
