-- Messages to the people of the scheme: what they agreed to, reminders of appointments, and what was sent.

-- One address of one person, given by them for messages, with what they agreed to. Changed, it is a new row: a new
-- number is agreed to anew.
create table message_consent (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  -- Who asked. With the handling: whose messages may use it, and who may read it.
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  channel text not null check (channel in ('text', 'email')),
  -- +447…, or an e-mail address (src/notices/addresses.ts).
  address text not null check (length(address) between 5 and 254),
  asked_on date not null,
  asked_how text not null check (asked_how in ('in-person', 'phone', 'letter', 'email')),
  purposes text[] not null check (cardinality(purposes) > 0 and purposes <@ array['reminders', 'messages']),
  -- Somebody else has it too, or sees it: then a message says nothing but whom to ring.
  shared boolean not null,
  -- The words in which they were asked, and in what language where that was not English.
  told text not null check (length(told) between 1 and 1000),
  language text check (length(language) between 1 and 60),
  state text not null check (state in ('given', 'withdrawn', 'replaced')),
  made_at timestamptz not null,
  -- When, how and to whom they said that they no longer want it.
  ended_at timestamptz,
  ended_how text,
  ended_by bigint references staff,
  -- The wording that somebody looked at before they switched reminders on; null while they are off.
  wording text,
  switched_at timestamptz,
  switched_by bigint references staff,
  -- Why the other end refused it for good: nothing goes there until the person says that it is right.
  broken text,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  check ((state = 'given') = (ended_at is null))
);
create unique index message_consent_current on message_consent (scheme_id, person_id, agency_id, channel) where state = 'given';
create index on message_consent (person_id);

-- What a worker chose for one appointment: no reminder, one though they are off otherwise, or other words.
create table reminder_choice (
  id bigint generated always as identity primary key,
  contact_id bigint not null unique references contact on delete cascade,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  -- As the contact has them.
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  choice text not null check (choice in ('send', 'skip')),
  -- With placeholders for day, time and place, so that another time does not leave them wrong.
  words text check (length(words) between 1 and 1000),
  version integer not null default 1,
  changed_at timestamptz not null default now()
);
create index on reminder_choice (person_id);

create table message (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  -- As the appointment has them, or the contact that a message is recorded as.
  agency_id bigint not null references agency,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  -- Who is told when it does not arrive.
  staff_id bigint not null references staff,
  consent_id bigint not null references message_consent,
  contact_id bigint references contact on delete cascade,
  kind text not null check (kind in ('reminder', 'message')),
  -- The step of the rule, and the time that it reminded of.
  step text,
  appointment_at timestamptz,
  rule_id bigint references rule_version,
  channel text not null check (channel in ('text', 'email')),
  subject text,
  body text not null check (length(body) between 1 and 2000),
  state text not null check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'dropped')),
  carrier text check (carrier in ('look', 'smtp', 'notify')),
  -- Why it failed or was dropped; while it is queued, why the last attempt was not the last.
  cause text,
  -- The same at every attempt.
  reference text not null unique,
  carrier_ref text,
  attempts integer not null default 0,
  made_at timestamptz not null,
  claimed_at timestamptz,
  sent_at timestamptz,
  settled_at timestamptz,
  -- The worker has read that it failed.
  seen_at timestamptz,
  version integer not null default 1,
  check (kind <> 'reminder' or (contact_id is not null and step is not null and appointment_at is not null)),
  -- One reminder of one time, however often the job runs.
  unique (contact_id, step, appointment_at, channel)
);
create index on message (person_id, made_at desc);
create index on message (consent_id);
create index message_failed on message (staff_id) where state = 'failed' and seen_at is null;
create index message_open on message (sent_at) where state = 'sent';

-- The job looks every five minutes at what is planned for the days ahead, and what was called off, of everybody.
create index contact_ahead on contact (at) where state in ('planned', 'cancelled');
