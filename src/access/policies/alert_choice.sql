-- Each says for themselves how they are told.
alter table alert_choice enable row level security;
alter table alert_choice force row level security;
grant select, insert, update on alert_choice to waymark_app;
create policy own on alert_choice to waymark_app using (staff_id = (select viewer_staff())) with check (staff_id = (select viewer_staff()));
grant select on alert_choice to waymark_events;
create policy events on alert_choice for select to waymark_events using ($service(events));
