-- Who belongs on the scheme? A score only proposes; people decide.

create table selection_run (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  matrix_id bigint not null references rule_version,
  on_day date not null,
  at timestamptz not null default now(),
  state text not null check (state in ('running', 'finished', 'failed')),
  considered integer,
  eligible integer
);

create table candidate (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  run_id bigint not null references selection_run,
  total numeric(8, 2) not null,
  rank integer not null,
  -- [{factor, label, value, band, points, max}]
  factors jsonb not null,
  state text not null check (state in ('listed', 'proposed', 'adopted', 'declined', 'deferred', 'set-aside', 'gone')),
  -- The candidate's date: looked at no longer without a new reason.
  expires_on date not null,
  why text,
  version integer not null default 1,
  unique (scheme_id, person_id)
);
create index on candidate (scheme_id, state, rank);
create index on candidate (person_id);

create table panel_meeting (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  base_id bigint references base,
  held_on date not null,
  state text not null check (state in ('planned', 'issued', 'held')),
  chair_id bigint references staff,
  quorum integer not null default 2,
  version integer not null default 1
);

create table panel_attendance (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references panel_meeting,
  staff_id bigint not null references staff,
  agency_id bigint not null references agency,
  state text not null check (state in ('invited', 'attended', 'apologies')),
  unique (meeting_id, staff_id)
);

create table panel_item (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references panel_meeting,
  person_id bigint not null references person,
  candidate_id bigint references candidate,
  position integer not null,
  -- What is asked of the panel.
  question text not null check (question in ('adopt', 'de-select')),
  decision text check (decision in ('adopt', 'decline', 'de-select', 'keep', 'defer')),
  reason_code text,
  reason text,
  decided_by bigint references staff,
  decided_at timestamptz,
  version integer not null default 1,
  unique (meeting_id, person_id)
);
create index on panel_item (person_id);

create table membership (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  state text not null check (state in ('member', 'suspended', 'de-selected')),
  strand text not null,
  base_id bigint not null references base,
  team_id bigint not null references team,
  rag text not null default 'none' check (rag in ('red', 'amber', 'green', 'blue', 'none')),
  tier text,
  statutory text not null check (statutory in ('statutory', 'voluntary', 'dual')),
  joined_on date not null,
  left_on date check (left_on >= joined_on),
  left_reason text,
  next_review date,
  -- A retention date is mandatory at entry.
  review_retention_on date not null,
  adopted_by_item bigint references panel_item,
  version integer not null default 1
);
create unique index membership_current on membership (scheme_id, person_id) where left_on is null;
create index on membership (person_id);
create index on membership (scheme_id, state, team_id);

create table membership_change (
  id bigint generated always as identity primary key,
  membership_id bigint not null references membership,
  person_id bigint not null references person,
  at timestamptz not null default now(),
  what text not null check (what in ('rag', 'tier', 'strand', 'state', 'base', 'review')),
  was text,
  became text not null,
  why text not null,
  staff_id bigint references staff,
  agency_id bigint references agency
);
create index on membership_change (person_id, at desc);
create index on membership_change (membership_id, what, at desc);
