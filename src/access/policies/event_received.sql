-- An event that raised an alert is seen as a record of the same agency and handling would be: a custody as a custody spell, a
-- crime as an offence, a missed tag as a licence, an address as a source record. Whom it described, and events that
-- raised none, are the identity reviewer's alone (_alerts.sql).
grant select (id, scheme_id, sender_id, agency_id, handling, named_agencies, how, kind, category, happened_at, received_at, place, detail, state, person_id, alert_id, matched_by, bits, version,
  joined, version_of, ended_because, ended_at, ended_by, ended_why) on event_received to waymark_app;
create policy custody on event_received for select to waymark_app using (
  category = 'custody' and alert_id is not null and (select viewer_sees('custody'))
  and $reason(event_received.person_id: team lead co-worker management after-care custody selection break-glass)
  and $shared(custody)
);
create policy offences on event_received for select to waymark_app using (
  category = 'offences' and alert_id is not null and (select viewer_sees('offences'))
  and $reason(event_received.person_id: team lead co-worker management after-care custody selection break-glass)
  and $shared(offences)
);
create policy licence on event_received for select to waymark_app using (
  category = 'licence' and alert_id is not null and (select viewer_sees('licence'))
  and $reason(event_received.person_id: team lead co-worker management after-care custody selection break-glass)
  and $shared(licence)
);
create policy records on event_received for select to waymark_app using (
  category = 'records' and alert_id is not null and (select viewer_sees('records'))
  and $reason(event_received.person_id: team lead co-worker management after-care custody selection break-glass)
  and $shared(records)
);
grant select, insert, update on event_received to waymark_events;
create policy events on event_received to waymark_events using ($service(events)) with check ($service(events));
grant select, insert, update on event_received to waymark_definer;
create policy review on event_received to waymark_definer using ((select viewer_sees('review-queue')) and (select viewer_may('link:decide')))
  with check ((select viewer_sees('review-queue')) and (select viewer_may('link:decide')));
-- Whoever was told of an event may say that it is about somebody else (event_not_them, which asks whether they see it).
create policy told on event_received to waymark_definer using (
  alert_id is not null and exists (select 1 from alert_recipient r where r.alert_id = event_received.alert_id and r.staff_id = (select viewer_staff()))
) with check ((select viewer_staff()) is not null and (state = 'review' or (state = 'past' and ended_by = (select viewer_staff()))));
-- A row that is changed has to be visible afterwards too. The functions that read what waits for review ask for the right to.
create policy doubted on event_received for select to waymark_definer using (state = 'review' and (select viewer_staff()) is not null);
-- What the scheme's rule keeps no longer is erased whole; how many there were is counted (event_count).
grant select (id, scheme_id, sender_id, kind, state, received_at, decided_at, alert_id, version_of), delete on event_received to waymark_retention;
create policy retention on event_received for select to waymark_retention using ($service(retention));
create policy erase on event_received for delete to waymark_retention using ($service(retention));
