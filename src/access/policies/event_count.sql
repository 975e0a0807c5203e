-- How many events were erased: numbers of a month, for whoever keeps the senders.
alter table event_count enable row level security;
alter table event_count force row level security;
grant select on event_count to waymark_app;
create policy see on event_count for select to waymark_app using (
  (select viewer_may('settings:manage')) and scheme_id = (select viewer_scheme())
);
grant select, insert, update (n) on event_count to waymark_retention;
create policy retention on event_count to waymark_retention using ($service(retention)) with check ($service(retention));
