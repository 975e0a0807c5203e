-- Who may send events: names of systems, and nothing of any person. The administrator registers them; whoever brings
-- files in chooses among their own agency's.
alter table event_sender enable row level security;
alter table event_sender force row level security;
grant select, insert, update on event_sender to waymark_app;
create policy see on event_sender for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_may('settings:manage')) or ((select viewer_may('intake:import')) and agency_id = (select viewer_agency())))
);
create policy add on event_sender for insert to waymark_app with check (
  (select viewer_may('settings:manage')) and scheme_id = (select viewer_scheme()) and made_by = (select viewer_staff())
);
create policy change on event_sender for update to waymark_app using (
  (select viewer_may('settings:manage')) and scheme_id = (select viewer_scheme())
) with check ((select viewer_may('settings:manage')) and scheme_id = (select viewer_scheme()));
grant select, update (heard_at, refused_at, refused_why) on event_sender to waymark_events;
create policy events on event_sender for select to waymark_events using ($service(events));
create policy heard on event_sender for update to waymark_events using ($service(events)) with check ($service(events));
grant select (id, name) on event_sender to waymark_definer;
create policy definer on event_sender for select to waymark_definer using ((select viewer_sees('review-queue')));
$history(event_sender)
