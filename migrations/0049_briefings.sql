-- What the front line needs to know, asks and tells: briefings, sightings, taskings; and cases that a team owns.

-- A shift or a neighbourhood team works with people for a while; a management team owns cases.
alter table team add column kind text not null default 'management' check (kind in ('management', 'shift', 'neighbourhood'));

create table briefing (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  -- The area as the rule `briefing-areas` had it: its code, name and kind, and the team that works there.
  area text not null,
  area_name text not null,
  area_kind text not null check (area_kind in ('beat', 'base', 'shift')),
  team_id bigint not null references team,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at and until_at <= from_at + interval '31 days'),
  state text not null check (state in ('draft', 'released', 'withdrawn', 'discarded')),
  -- For the whole shift, and about nobody.
  words text not null default '' check (length(words) <= 1000),
  made_by bigint not null references staff,
  made_at timestamptz not null default now(),
  released_by bigint references staff,
  released_at timestamptz,
  withdrawn_by bigint references staff,
  withdrawn_at timestamptz,
  withdrawn_why text,
  version integer not null default 1,
  check (state in ('draft', 'discarded') or released_by is not null),
  check ((state = 'withdrawn') = (withdrawn_at is not null))
);
create index on briefing (team_id, until_at);
create index on briefing (scheme_id, id desc);

create table briefing_item (
  id bigint generated always as identity primary key,
  briefing_id bigint not null references briefing,
  person_id bigint not null references person,
  -- Why here: lives, offends, chosen.
  here text[] not null default '{chosen}',
  look_for text not null default '' check (length(look_for) <= 500),
  call_whom text not null default '' check (length(call_whom) <= 200),
  -- Reports chosen for it; what may be told of them is frozen with the rest at the release.
  report_ids bigint[] not null default '{}',
  withdrawn_at timestamptz,
  withdrawn_by bigint references staff,
  withdrawn_why text,
  version integer not null default 1,
  unique (briefing_id, person_id)
);
create index on briefing_item (person_id);

-- What was told, frozen at the release: each part of one agency and one handling, so that none is looser than what it
-- was taken from. Never a plan, a victim, anything of health, or what a zone was drawn round.
create table briefing_part (
  id bigint generated always as identity primary key,
  item_id bigint not null references briefing_item,
  person_id bigint not null references person,
  kind text not null check (kind in ('identity', 'photo', 'address', 'condition', 'curfew', 'tag', 'zone', 'warning', 'report')),
  -- A protective zone: its boundary alone, to those who enforce it.
  protective boolean not null default false,
  agency_id bigint references agency,
  handling text check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  source_id bigint,
  body jsonb not null,
  check (kind in ('identity', 'photo') or (agency_id is not null and handling is not null))
);
create index on briefing_part (item_id);
create index on briefing_part (person_id);

create table briefing_reader (
  briefing_id bigint not null references briefing,
  staff_id bigint not null references staff,
  first_at timestamptz not null,
  last_at timestamptz not null,
  acknowledged_at timestamptz,
  primary key (briefing_id, staff_id)
);

create table briefing_copy (
  id bigint generated always as identity primary key,
  briefing_id bigint not null references briefing,
  number integer not null,
  staff_id bigint not null references staff,
  at timestamptz not null,
  people integer not null,
  unique (briefing_id, number)
);

create table sighting (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- Null: the reporter could not or may not choose them from the record; who it was is in their words.
  person_id bigint references person,
  who text check (length(who) between 1 and 200),
  briefing_id bigint references briefing,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  at timestamptz not null,
  place text not null check (length(place) between 1 and 200),
  words text not null default '' check (length(words) <= 1000),
  handling text not null default 'statutory' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  state text not null default 'new' check (state in ('new', 'answered', 'withdrawn')),
  -- What the reporter hears.
  answer text check (length(answer) between 1 and 1000),
  answered_by bigint references staff,
  answered_at timestamptz,
  answer_read_at timestamptz,
  report_id bigint references intelligence_report,
  reported_at timestamptz not null default now(),
  version integer not null default 1,
  check (person_id is not null or who is not null),
  check ((state = 'answered') = (answered_at is not null))
);
create index on sighting (person_id, at desc);
create index on sighting (staff_id, id desc);
create index on sighting (scheme_id, id desc) where state = 'new';
create index on sighting (briefing_id);
create index on sighting (report_id);

create table tasking (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  asked_by bigint not null references staff,
  -- A shift or team, or a partner.
  to_team_id bigint references team,
  to_agency_id bigint references agency,
  person_id bigint references person,
  what text not null check (length(what) between 1 and 1000),
  answer_by timestamptz not null,
  due_at timestamptz not null check (due_at >= answer_by),
  state text not null check (state in ('asked', 'accepted', 'returned', 'done', 'withdrawn')),
  taken_by bigint references staff,
  -- Why it was returned, what came of it, or why it was withdrawn.
  outcome text check (length(outcome) between 1 and 2000),
  outcome_at timestamptz,
  asked_at timestamptz not null,
  version integer not null default 1,
  check (num_nonnulls(to_team_id, to_agency_id) = 1),
  check ((state in ('returned', 'done')) <= (outcome is not null))
);
create index on tasking (person_id);
create index on tasking (scheme_id, due_at) where state in ('asked', 'accepted');
create index on tasking (to_team_id, state);
create index on tasking (to_agency_id, state);
create index on tasking (asked_by, id desc);

create table tasking_event (
  id bigint generated always as identity primary key,
  tasking_id bigint not null references tasking,
  person_id bigint references person,
  staff_id bigint not null references staff,
  at timestamptz not null,
  move text not null,
  words text
);
create index on tasking_event (tasking_id, id);
create index on tasking_event (person_id);

-- Who owns a case: one member of staff leads it, or the whole team does.
alter table membership add column owned_by text not null default 'person' check (owned_by in ('person', 'team'));
alter table membership_change drop constraint membership_change_what_check;
alter table membership_change add constraint membership_change_what_check
  check (what in ('rag', 'tier', 'strand', 'state', 'base', 'review', 'statutory', 'transition', 'owner'));

-- A member handed over to a neighbourhood team for a time: it works with them, their team owns the case all the while.
create table team_handover (
  id bigint generated always as identity primary key,
  membership_id bigint not null references membership,
  person_id bigint not null references person,
  team_id bigint not null references team,
  from_at timestamptz not null,
  -- The last day of it; the access ends with that day.
  until_day date not null,
  why text not null check (length(why) between 1 and 1000),
  by_staff bigint not null references staff,
  returned_at timestamptz,
  returned_by bigint references staff,
  returned_note text check (length(returned_note) between 1 and 1000),
  version integer not null default 1,
  check ((returned_at is null) = (returned_note is null))
);
create unique index team_handover_open on team_handover (membership_id) where returned_at is null;
create index on team_handover (person_id);
create index on team_handover (membership_id);
create index on team_handover (team_id) where returned_at is null;

-- Prevention, intelligence and enforcement, by case.
create table team_activity (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  team_id bigint not null references team,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  kind text not null check (kind in ('prevention', 'intelligence', 'enforcement')),
  on_day date not null,
  minutes integer not null check (minutes between 1 and 1440),
  what text not null check (length(what) between 1 and 500),
  handling text not null default 'statutory' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  withdrawn_why text check (length(withdrawn_why) between 1 and 500),
  version integer not null default 1,
  recorded_at timestamptz not null default now()
);
create index on team_activity (person_id, on_day desc);
create index on team_activity (team_id, on_day);

-- Schemes that are there already; a new one starts with src/access/rights.ts.
insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, r.name, current_date from scheme s, (values
  ('scheme-manager', 'briefing:make'), ('scheme-manager', 'briefing:release'),
  ('police-offender-manager', 'briefing:make'), ('police-offender-manager', 'briefing:release'),
  ('front-line-officer', 'sighting:report'), ('front-line-officer', 'tasking:answer'),
  ('scheme-manager', 'tasking:ask'), ('police-offender-manager', 'tasking:ask'), ('senior-probation-officer', 'tasking:ask'),
  ('probation-offender-manager', 'tasking:ask'),
  ('police-offender-manager', 'tasking:answer'), ('probation-offender-manager', 'tasking:answer'),
  ('senior-probation-officer', 'tasking:answer'), ('youth-justice-officer', 'tasking:answer'), ('prison-offender-manager', 'tasking:answer'),
  ('scheme-manager', 'activity:record'), ('police-offender-manager', 'activity:record')) as r (role, name)
on conflict do nothing;
