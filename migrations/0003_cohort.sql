-- Who belongs on the scheme? A score only proposes; people decide.

create table selection_run (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  matrix_id bigint not null references rule_version,
  on_day date not null,
  at timestamptz not null default now(),
  finished_at timestamptz,
  state text not null check (state in ('running', 'finished', 'failed')),
  -- People with a proven offence in the rule's window; how many of them meet the rule.
  considered integer,
  eligible integer,
  -- People whose facts were looked at and do not meet the rule, by reason: {"age-unknown": 3}
  not_eligible jsonb not null default '{}'
);
create index on selection_run (scheme_id, id desc);

create table candidate (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  -- The run that last changed this row.
  run_id bigint not null references selection_run,
  total numeric(8, 2) not null,
  rank integer not null,
  -- As the run before had it; null for somebody new.
  previous_total numeric(8, 2),
  previous_rank integer,
  -- [{code, label, measure, value, band, points, most}]
  factors jsonb not null,
  -- They meet the rule as at the last run (somebody proposed stays on the agenda when they no longer do).
  eligible boolean not null default true,
  -- The only strand they may be adopted into (a child's); null where a panel may choose.
  strand text,
  -- Under an order or licence as at the last run.
  statutory text not null default 'voluntary' check (statutory in ('statutory', 'voluntary')),
  -- The base whose areas most of their proven offences lie in.
  base_id bigint references base,
  state text not null check (state in ('listed', 'proposed', 'adopted', 'declined', 'deferred', 'set-aside', 'gone')),
  -- Their latest proven offence when they were listed: after the date below only a later one lists them again.
  listed_offence_on date,
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
  -- Null for a meeting about every base.
  base_id bigint references base,
  held_on date not null,
  state text not null check (state in ('planned', 'issued', 'held')),
  chair_id bigint references staff,
  quorum integer not null default 2 check (quorum > 0),
  issued_at timestamptz,
  closed_at timestamptz,
  version integer not null default 1
);
create index on panel_meeting (scheme_id, held_on desc);

create table panel_attendance (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references panel_meeting,
  staff_id bigint not null references staff,
  agency_id bigint not null references agency,
  state text not null check (state in ('invited', 'attended', 'apologies')),
  unique (meeting_id, staff_id)
);
create index on panel_attendance (staff_id);

create table panel_item (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references panel_meeting,
  person_id bigint not null references person,
  candidate_id bigint references candidate,
  -- What is asked of the panel, by whom, and why.
  question text not null check (question in ('adopt', 'de-select')),
  added_by bigint references staff,
  why text,
  decision text check (decision in ('adopt', 'decline', 'de-select', 'keep', 'defer')),
  reason_code text,
  reason text,
  decided_by bigint references staff,
  decided_at timestamptz,
  -- Who was there when it was decided.
  present_staff bigint[] not null default '{}',
  version integer not null default 1,
  unique (meeting_id, person_id),
  check ((decision is null) = (decided_at is null))
);
create index on panel_item (person_id);

-- What the pack says of a person, drawn up when the agenda is issued: sums of items of one agency and one
-- handling, so that a summary is never looser than what it sums.
create table panel_pack (
  id bigint generated always as identity primary key,
  item_id bigint not null references panel_item on delete cascade,
  person_id bigint not null references person,
  category text not null check (category in ('score', 'offences', 'custody', 'records')),
  agency_id bigint not null references agency,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  body jsonb not null
);
create index on panel_pack (item_id);
create index on panel_pack (person_id);

create table membership (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  state text not null check (state in ('member', 'suspended', 'de-selected')),
  strand text not null,
  base_id bigint not null references base,
  team_id bigint not null references team,
  rag text not null default 'none' check (rag in ('red', 'amber', 'green', 'blue', 'none')),
  -- The rating before this one, and since when this one holds: the trend.
  rag_was text check (rag_was in ('red', 'amber', 'green', 'blue', 'none')),
  rag_at timestamptz,
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
create index on membership (scheme_id, team_id) where left_on is null;

create table membership_change (
  id bigint generated always as identity primary key,
  membership_id bigint not null references membership,
  person_id bigint not null references person,
  at timestamptz not null default now(),
  what text not null check (what in ('rag', 'tier', 'strand', 'state', 'base', 'review', 'statutory')),
  was text,
  became text not null,
  why text not null,
  staff_id bigint references staff,
  agency_id bigint references agency
);
create index on membership_change (person_id, at desc);
create index on membership_change (membership_id, what, at desc);
