-- A further report of an alert is told to whoever may see it; a report is taken back, corrected or doubted, and what it said
-- before stays; one event that cannot be taken up stops no other.

-- In this order events came to stand behind their alerts, or left them: what somebody was told goes by it.
create sequence event_joined;

alter table alert
  -- The number of what came to it last and was told to nobody yet.
  add column news bigint,
  -- From when the steps are counted: when it was made, or told anew.
  add column told_from timestamptz;
create index alert_news on alert (id) where news is not null;

alter table alert_recipient add column told_through bigint not null default 0;

alter table event_received
  add column joined bigint not null default 0,
  -- Of what an event said before: which it was, and how it ended.
  add column version_of bigint references event_received on delete cascade,
  add column ended_because text check (ended_because in ('corrected', 'withdrawn', 'not-them')),
  add column ended_at timestamptz,
  add column ended_by bigint references staff,
  add column ended_why text check (length(ended_why) between 1 and 500),
  -- Why nobody could be told of it yet.
  add column aside_why text check (aside_why in ('no-rule', 'failed'));
create index on event_received (version_of) where version_of is not null;

alter table event_received drop constraint event_received_state_check;
alter table event_received drop constraint event_received_check;
alter table event_received add constraint event_received_state_check check (state in
  ('waiting', 'parked', 'review', 'dismissed', 'not-member', 'old', 'alerted', 'set-aside', 'withdrawn', 'past'));
alter table event_received add constraint event_received_alert_check check (case state
  when 'alerted' then alert_id is not null when 'past' then true else alert_id is null end);
alter table event_received add constraint event_received_past_check check (
  (state = 'past') = (version_of is not null) and (state = 'past') = (ended_because is not null)
  and (ended_because is distinct from 'not-them' or (ended_by is not null and ended_why is not null)));
alter table event_received add constraint event_received_aside_check check ((state = 'set-aside') = (aside_why is not null));

drop index event_review;
create index event_review on event_received (scheme_id, id) where state in ('review', 'dismissed', 'set-aside');
-- The number of what an event said before is the event's own with # and a count, which no sender may send.
alter table event_received drop constraint event_received_event_id_check;
alter table event_received add constraint event_received_event_id_check check (length(event_id) between 1 and 120);
