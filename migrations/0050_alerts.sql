-- Events that other systems send, what they say of whom, and who is told.

create table event_sender (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- Whose word its events are.
  agency_id bigint not null references agency,
  name text not null check (length(name) between 1 and 100),
  kinds text[] not null check (cardinality(kinds) > 0 and kinds <@ array['custody', 'crime', 'missed-tag', 'release', 'address']),
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  -- Null: the rule's.
  per_minute integer check (per_minute between 1 and 100000),
  made_by bigint not null references staff,
  made_at timestamptz not null,
  revoked_at timestamptz,
  -- The last word from it, and the last that was refused at the door.
  heard_at timestamptz,
  refused_at timestamptz,
  refused_why text,
  version integer not null default 1,
  check (handling <> 'named' or cardinality(named_agencies) > 0)
);
create unique index event_sender_name on event_sender (scheme_id, lower(name)) where revoked_at is null;

-- The bearer token is kept as its hash. A signature can be checked only by whoever has the key, so that is kept; the
-- events service alone reads it.
create table event_secret (
  id bigint generated always as identity primary key,
  sender_id bigint not null references event_sender,
  token_sha256 bytea not null unique,
  signing_key bytea not null check (length(signing_key) = 32),
  made_at timestamptz not null,
  -- After a rotation the older one holds until then.
  ends_at timestamptz
);
create index on event_secret (sender_id);

create table alert (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  kind text not null check (kind in ('custody', 'crime', 'missed-tag', 'release', 'address')),
  -- The time of the first event of it that came: a second report of the same thing falls into a window around it.
  happened_at timestamptz not null,
  made_at timestamptz not null,
  -- How many of the steps of the rule were told, and when the next is due; null: nobody more is told.
  step integer not null default 0,
  next_at timestamptz,
  rule_id bigint not null references rule_version
);
create index on alert (person_id, kind, happened_at);
create index alert_due on alert (next_at) where next_at is not null;

create table event_received (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  sender_id bigint not null references event_sender,
  agency_id bigint not null references agency,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  -- The sender's own number for it: the same twice is one event.
  event_id text not null check (length(event_id) between 1 and 100),
  body_sha256 bytea not null,
  how text not null check (how in ('api', 'webhook', 'file')),
  kind text not null check (kind in ('custody', 'crime', 'missed-tag', 'release', 'address')),
  -- What of an agreement it falls under.
  category text not null check (category in ('custody', 'offences', 'licence', 'records')),
  happened_at timestamptz not null,
  received_at timestamptz not null,
  place text check (length(place) <= 200),
  detail text check (length(detail) <= 1000),
  -- Whom it is about, as sent: {pnc, cro, prisonNumber, crn, familyName, givenNames, bornOn, sex, postcode}.
  described jsonb not null,
  state text not null check (state in ('waiting', 'parked', 'review', 'dismissed', 'not-member', 'old', 'alerted')),
  -- Whom it was taken to be about, and how: an identifier, the engine, or a person.
  person_id bigint references person,
  alert_id bigint references alert,
  matched_by text check (matched_by in ('identifier', 'engine', 'reviewer')),
  -- Of the engine: 2 to the power of it is how much likelier than not.
  bits real,
  -- For the reviewer: [{record, person, bits}], the likeliest first.
  candidates jsonb not null default '[]',
  decided_by bigint references staff,
  decided_at timestamptz,
  version integer not null default 1,
  unique (sender_id, event_id),
  check ((state = 'alerted') = (alert_id is not null)),
  check (alert_id is null or person_id is not null)
);
create index event_waiting on event_received (id) where state = 'waiting';
create index event_parked on event_received (happened_at) where state = 'parked';
create index event_review on event_received (scheme_id, id) where state in ('review', 'dismissed');
create index on event_received (alert_id) where alert_id is not null;
create index on event_received (person_id) where person_id is not null;

-- Who is told of an alert, by which step, and what they made of it.
create table alert_recipient (
  id bigint generated always as identity primary key,
  alert_id bigint not null references alert,
  person_id bigint not null references person,
  staff_id bigint not null references staff,
  because text not null check (because in ('lead', 'deputy', 'co-worker', 'team', 'supervisor')),
  told_at timestamptz not null,
  opened_at timestamptz,
  acknowledged_at timestamptz,
  -- 'wanted' waits for its mail, 'later' for the morning or the digest.
  mail text not null check (mail in ('none', 'wanted', 'later', 'sent', 'failed')),
  version integer not null default 1,
  unique (alert_id, staff_id),
  check (acknowledged_at is null or opened_at is not null)
);
create index on alert_recipient (staff_id, id desc);
create index alert_unopened on alert_recipient (staff_id) where opened_at is null;
create index alert_mail on alert_recipient (staff_id) where mail in ('wanted', 'later');
create index on alert_recipient (person_id);

-- Whether somebody is told by mail at once, once a day, or not.
create table alert_choice (
  staff_id bigint primary key references staff,
  mail text not null check (mail in ('each', 'digest', 'none')),
  address text check (length(address) between 5 and 254),
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  check (mail = 'none' or address is not null)
);
