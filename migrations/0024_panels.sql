-- Panels in full: meetings that recur, an agenda that says why each is on it, views asked in advance, numbered copies,
-- decisions that stand, telling the person, representations, agencies' own markers, and the releases that lie ahead.

create table panel_series (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  base_id bigint references base,
  every_weeks integer not null check (every_weeks between 1 and 52),
  -- Monday is 1.
  weekday integer not null check (weekday between 1 and 5),
  starts_at text not null check (starts_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
  -- On a bank holiday: on the next working day, or on the day itself with a flag.
  on_holiday text not null check (on_holiday in ('move', 'flag')),
  chair_id bigint not null references staff,
  made_by bigint not null references staff,
  made_at timestamptz not null default now()
);
create index on panel_series (scheme_id, id desc);

alter table panel_meeting
  add column series_id bigint references panel_series,
  -- The day of the series, where the meeting was moved from it.
  add column moved_from date,
  add column is_holiday boolean not null default false,
  add column starts_at text check (starts_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
  -- How many agencies must be there, and of which kinds one each, as the rule said when it was planned.
  add column quorum_agencies integer not null default 1 check (quorum_agencies > 0),
  add column quorum_kinds text[] not null default '{}';
create index on panel_meeting (series_id);

alter table panel_item
  drop constraint panel_item_question_check,
  drop constraint panel_item_decision_check,
  drop constraint panel_item_meeting_id_person_id_key,
  add check (question in ('adopt', 'de-select', 'review', 're-enter', 'representation')),
  add check (decision in ('adopt', 'decline', 'de-select', 'keep', 'defer', 'change', 'suspend', 're-enter', 'stands')),
  -- What put them on the agenda.
  add column source text not null default 'by-hand' check (source in ('candidate', 'review', 'rag', 'release', 'representation', 'correction', 'by-hand')),
  add column position integer,
  add column minutes integer check (minutes between 1 and 120),
  -- The decision that this one corrects.
  add column corrects bigint references panel_item,
  -- The version of the rule whose list of reasons it was signed by.
  add column rule_id bigint references rule_version,
  -- Agencies that did not agree, and in their words why.
  add column dissenting bigint[] not null default '{}',
  add column dissent text;
-- A correction may be decided by the meeting that decided wrongly: one open question about a person at a time.
create unique index panel_item_open on panel_item (meeting_id, person_id) where decision is null;
create index on panel_item (meeting_id);
create index on panel_item (corrects) where corrects is not null;

-- Whoever took something off an agenda said why; the item itself is gone.
create table panel_item_removed (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references panel_meeting,
  person_id bigint not null references person,
  question text not null,
  why text not null,
  staff_id bigint not null references staff,
  at timestamptz not null
);
create index on panel_item_removed (meeting_id);
create index on panel_item_removed (person_id);

-- Each agency's view, asked in advance and shown beside the others.
create table panel_view (
  id bigint generated always as identity primary key,
  item_id bigint not null references panel_item on delete cascade,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  handling text not null default 'partners' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  asked_by bigint not null references staff,
  asked_at timestamptz not null,
  due_on date not null,
  stance text check (stance in ('for', 'against', 'neither')),
  view text check (length(view) between 1 and 10000),
  given_by bigint references staff,
  given_at timestamptz,
  version integer not null default 1,
  unique (item_id, agency_id),
  check ((view is null) = (given_at is null))
);
create index on panel_view (person_id);
create index on panel_view (agency_id, due_on) where given_at is null;

-- Somebody said that they are connected with the person: they neither see them nor count for the decision.
create table panel_interest (
  id bigint generated always as identity primary key,
  item_id bigint not null references panel_item on delete cascade,
  person_id bigint not null references person,
  staff_id bigint not null references staff,
  at timestamptz not null,
  unique (item_id, staff_id)
);
create index on panel_interest (person_id);

-- Each printing of a pack is a numbered copy of somebody's.
create table panel_copy (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references panel_meeting,
  number integer not null check (number > 0),
  staff_id bigint not null references staff,
  at timestamptz not null,
  people integer not null,
  unique (meeting_id, number)
);

create table panel_action (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  meeting_id bigint not null references panel_meeting,
  item_id bigint references panel_item,
  -- Null for an action that is about nobody.
  person_id bigint references person,
  what text not null check (length(what) between 1 and 2000),
  staff_id bigint not null references staff,
  due_on date not null,
  state text not null default 'open' check (state in ('open', 'done', 'dropped')),
  ended_on date,
  ended_by bigint references staff,
  note text,
  made_by bigint not null references staff,
  version integer not null default 1,
  check ((item_id is null) = (person_id is null)),
  check ((state = 'open') = (ended_on is null))
);
create index on panel_action (meeting_id);
create index on panel_action (item_id);
create index on panel_action (person_id);
create index on panel_action (staff_id, due_on) where state = 'open';

-- Telling the person of a decision: by letter or in person; put off where it would put somebody in danger.
create table panel_telling (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  item_id bigint not null references panel_item unique,
  person_id bigint not null references person,
  -- The version of the templates it was drafted from.
  rule_id bigint not null references rule_version,
  template text not null,
  text text not null check (length(text) between 1 and 20000),
  due_on date not null,
  state text not null default 'to-tell' check (state in ('to-tell', 'deferral-asked', 'deferred', 'told')),
  defer_why text,
  defer_asked_by bigint references staff,
  -- Never whoever asked.
  defer_approved_by bigint references staff check (defer_approved_by <> defer_asked_by),
  defer_review_on date,
  told_on date,
  told_by bigint references staff,
  told_how text check (told_how in ('handed', 'posted', 'said')),
  version integer not null default 1,
  check ((state = 'told') = (told_on is not null)),
  check (state <> 'deferred' or (defer_approved_by is not null and defer_review_on is not null and defer_why is not null))
);
create index on panel_telling (person_id);
create index on panel_telling (scheme_id, due_on) where state <> 'told';

-- What the person (or somebody for them) says against a decision, heard by somebody who did not sign it.
create table panel_representation (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- The decision that it is about.
  item_id bigint not null references panel_item,
  person_id bigint not null references person,
  kind text not null check (kind in ('representation', 'appeal')),
  made_on date not null,
  made_by text not null check (made_by in ('person', 'family', 'solicitor', 'worker')),
  said text not null check (length(said) between 1 and 10000),
  -- The last day by the rule on which it could be made, and that on which it has to be heard.
  until_on date not null,
  hear_by date not null,
  heard_item bigint references panel_item on delete set null,
  recorded_by bigint not null references staff,
  version integer not null default 1
);
create index on panel_representation (item_id);
create index on panel_representation (person_id);
create index on panel_representation (heard_item) where heard_item is not null;

-- The agencies' own registers and markers, to be set or cleared when somebody joins or leaves.
create table agency_marker (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  item_id bigint not null references panel_item,
  agency_id bigint not null references agency,
  marker text not null,
  act text not null check (act in ('set', 'clear')),
  made_at timestamptz not null,
  due_on date not null,
  state text not null default 'to-do' check (state in ('to-do', 'done', 'not-needed')),
  how text check (how in ('by-hand', 'extract')),
  reference text,
  done_on date,
  done_by bigint references staff,
  version integer not null default 1,
  unique (item_id, agency_id, marker),
  check ((state = 'to-do') = (done_on is null)),
  check ((state = 'to-do') = (how is null))
);
create index on agency_marker (person_id);
create index on agency_marker (agency_id, due_on) where state = 'to-do';

-- A voluntary member's agreement, and its withdrawal: each a line, none changed.
create table voluntary_agreement (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  membership_id bigint not null references membership,
  agency_id bigint not null references agency,
  what text not null check (what in ('agreed', 'withdrawn')),
  on_day date not null,
  in_writing boolean not null default false,
  words text not null check (length(words) between 1 and 5000),
  staff_id bigint not null references staff,
  at timestamptz not null
);
create index on voluntary_agreement (person_id);
create index on voluntary_agreement (membership_id);

-- A release that lies ahead, and what is arranged for it.
create table release_plan (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  handling text not null default 'partners' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  -- The day it was made for: where the day of release moves, the plan says so.
  release_on date not null,
  prison text not null,
  -- {"accommodation": {"state": "arranged", "detail": "…"}}
  parts jsonb not null default '{}',
  pickup_by text,
  pickup_at text check (pickup_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
  -- The prison offender manager, who sees the person until fourteen days after the release.
  prison_staff_id bigint references staff,
  changed_by bigint not null references staff,
  changed_at timestamptz not null,
  version integer not null default 1,
  unique (scheme_id, person_id, release_on)
);
create index on release_plan (person_id);
