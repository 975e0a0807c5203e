-- Who is away and who covers, what a leaver handed over, who is out on a visit, and calendars that other programs read.

create table absence (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  staff_id bigint not null references staff,
  -- Null: nobody covers yet.
  deputy_id bigint references staff check (deputy_id <> staff_id),
  from_day date not null,
  -- The last day away.
  to_day date not null check (to_day >= from_day),
  -- Ended early, or never begun: from then on it does not count.
  ended_at timestamptz,
  recorded_by bigint not null references staff,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  -- Nobody is away twice at once.
  exclude using gist (staff_id with =, daterange(from_day, to_day, '[]') with &&) where (ended_at is null)
);
create index on absence (staff_id, to_day) where ended_at is null;
create index on absence (deputy_id, to_day) where ended_at is null;

-- What the deputy should know. It may speak of people, so only those two and who allocates read it. Nobody is asked why
-- somebody is away.
create table absence_note (
  absence_id bigint primary key references absence on delete cascade,
  note text not null check (length(note) between 1 and 5000)
);

create table handover (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  from_staff_id bigint not null references staff,
  why text not null,
  state text not null check (state in ('done', 'undone')),
  made_by bigint not null references staff,
  made_at timestamptz not null,
  undone_by bigint references staff,
  undone_at timestamptz,
  version integer not null default 1
);
create index on handover (scheme_id, id desc);

create table handover_item (
  id bigint generated always as identity primary key,
  handover_id bigint not null references handover,
  -- Null for an action of a board, which is about nobody.
  person_id bigint references person,
  -- An allocation that ended, one that was given, a planned contact, a step, an action.
  what text not null check (what in ('ended', 'given', 'contact', 'step', 'action')),
  row_id bigint not null,
  to_staff_id bigint references staff,
  -- The row's version as the handover left it: what was changed since is not undone.
  version integer not null,
  check ((person_id is null) = (what = 'action'))
);
create index on handover_item (handover_id);
create index on handover_item (person_id);

-- Somebody is out on a visit, and is expected to say by when that they are safe.
create table visit (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  contact_id bigint not null references contact on delete cascade,
  person_id bigint not null references person,
  -- As the contact has them.
  agency_id bigint not null references agency,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  staff_id bigint not null references staff,
  state text not null check (state in ('out', 'safe')),
  started_at timestamptz not null,
  expected_at timestamptz not null check (expected_at > started_at),
  -- Minutes after that before others are told.
  grace_minutes integer not null check (grace_minutes between 0 and 240),
  alerted_at timestamptz,
  ended_at timestamptz,
  -- Who said that they are safe: themselves, or whoever reached them.
  ended_by bigint references staff,
  extended integer not null default 0,
  version integer not null default 1,
  check ((state = 'out') = (ended_at is null))
);
create unique index visit_out on visit (staff_id) where state = 'out';
create index on visit (person_id);
create index on visit (contact_id);
create index visit_expected on visit (expected_at) where state = 'out';

-- A secret address under which a calendar program reads somebody's appointments. Only the address's hash is kept.
create table calendar_feed (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  staff_id bigint not null references staff,
  -- The role they acted in: its posts and teams are what it sees by.
  role text not null,
  token_sha256 bytea not null unique,
  -- Makes the events' ids: the same after the address was renewed.
  uid_salt text not null,
  shows_kind boolean not null,
  shows_place boolean not null,
  made_at timestamptz not null default now(),
  revoked_at timestamptz,
  read_at timestamptz,
  version integer not null default 1
);
create unique index calendar_feed_current on calendar_feed (staff_id) where revoked_at is null;
create index on calendar_feed (staff_id);
