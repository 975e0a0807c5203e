-- Who was told is seen with the alert; what somebody made of it they say themselves.
grant select, update (opened_at, acknowledged_at, version) on alert_recipient to waymark_app;
create policy see on alert_recipient for select to waymark_app using (
  exists (select 1 from alert a where a.id = alert_recipient.alert_id)
);
create policy own on alert_recipient for update to waymark_app using (
  staff_id = (select viewer_staff()) and exists (select 1 from alert a where a.id = alert_recipient.alert_id)
) with check (staff_id = (select viewer_staff()));
grant select, insert, update on alert_recipient to waymark_events;
create policy events on alert_recipient to waymark_events using ($service(events)) with check ($service(events));
$stays(alert_recipient)
-- Who was told of somebody who turned out to be two people (_linkage_life.sql).
grant select (alert_id, staff_id, person_id, told_at) on alert_recipient to waymark_definer;
create policy told on alert_recipient for select to waymark_definer using ((select viewer_may('link:decide')));
create policy own_told on alert_recipient for select to waymark_definer using (staff_id = (select viewer_staff()));
grant select (id, alert_id, told_at, acknowledged_at), delete on alert_recipient to waymark_retention;
create policy retention on alert_recipient for select to waymark_retention using ($service(retention));
create policy erase on alert_recipient for delete to waymark_retention using ($service(retention));
