-- An alert is there for whoever may see one of the events behind it, and for nobody else: no count, no gap. Its own time is
-- the first event's, which the viewer may not see, so that is read from the events.
grant select (id, scheme_id, person_id, kind) on alert to waymark_app;
create policy see on alert for select to waymark_app using (
  exists (select 1 from event_received e where e.alert_id = alert.id)
);
grant select, insert, update on alert to waymark_events;
create policy events on alert to waymark_events using ($service(events)) with check ($service(events));
$stays(alert)
-- A report was said to be about somebody else: those who were told of it are told again.
grant select (id, news), update (news) on alert to waymark_definer;
create policy told on alert to waymark_definer using (
  exists (select 1 from alert_recipient r where r.alert_id = alert.id and r.staff_id = (select viewer_staff()))
);
grant select (id, scheme_id, made_at, next_at), delete on alert to waymark_retention;
create policy retention on alert for select to waymark_retention using ($service(retention));
create policy erase on alert for delete to waymark_retention using ($service(retention));
