-- The administrator makes and ends secrets and cannot read them; the events service checks what is sent against them.
alter table event_secret enable row level security;
alter table event_secret force row level security;
grant select (id, sender_id, made_at, ends_at), insert, update (ends_at) on event_secret to waymark_app;
create policy see on event_secret for select to waymark_app using ((select viewer_may('settings:manage'))
  and exists (select 1 from event_sender s where s.id = event_secret.sender_id));
create policy add on event_secret for insert to waymark_app with check ((select viewer_may('settings:manage'))
  and exists (select 1 from event_sender s where s.id = event_secret.sender_id and s.revoked_at is null));
create policy change on event_secret for update to waymark_app using ((select viewer_may('settings:manage'))
  and exists (select 1 from event_sender s where s.id = event_secret.sender_id)) with check ((select viewer_may('settings:manage')));
grant select on event_secret to waymark_events;
create policy events on event_secret for select to waymark_events using ($service(events));
