-- The life of a link: what a run found out, decisions that two people make, what somebody typed before they made a
-- person, and what is looked at again when a link is undone.

-- The whole of a run's report beside its totals: pairs by the rule that found them, groups dropped, links by strength.
alter table link_run add column report jsonb not null default '{}';
-- People whose records moved though no record, decision or rule had changed. Null: there was no run before to compare with.
alter table link_run add column unexplained integer check (unexplained >= 0);
-- What decided it: the next run sees by these what has changed since.
alter table link_run add column inputs jsonb not null default '{}';
create index on link_run (at desc);

-- Who they were, for whoever may see them.
create table link_unexplained (
  id bigint generated always as identity primary key,
  run_id bigint not null references link_run,
  person_id bigint not null references person,
  records bigint[] not null
);
create index on link_unexplained (run_id);
create index on link_unexplained (person_id);

-- A decision that one person does not make alone.
create table link_proposal (
  id bigint generated always as identity primary key,
  left_record bigint not null references source_record on delete cascade,
  right_record bigint not null references source_record on delete cascade,
  verdict text not null check (verdict in ('same', 'different')),
  why text not null check (length(why) between 1 and 2000),
  -- Why it takes two: codes of people/identity/risk.ts.
  risks text[] not null check (cardinality(risks) > 0),
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'agreed', 'refused', 'withdrawn')),
  second_id bigint references staff,
  second_why text check (length(second_why) between 1 and 2000),
  settled_at timestamptz,
  check (left_record < right_record),
  check ((state = 'waiting') = (settled_at is null)),
  check ((state in ('agreed', 'refused')) = (second_id is not null)),
  check (second_id <> staff_id)
);
create unique index link_proposal_waiting on link_proposal (left_record, right_record) where state = 'waiting';
create index on link_proposal (left_record);
create index on link_proposal (right_record);
create index on link_proposal (staff_id, id desc);
alter table link_decision add column proposal_id bigint references link_proposal;
create index on link_decision (proposal_id) where proposal_id is not null;

-- What somebody typed before they made a person. Every asking is written in the same way, whoever is known; what of it
-- concerns nobody whom the asker cannot see is gone again as soon as the linkage service has looked.
create table identity_check (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  given_name text check (length(given_name) <= 100),
  family_name text check (length(family_name) <= 100),
  born date,
  identifier_kind text check (identifier_kind in ('pnc', 'cro', 'prisonNumber', 'crn', 'yjsId')),
  identifier text check (length(identifier) <= 40),
  -- What the asker was shown: what is found besides is the office's alone.
  shown_people bigint[] not null default '{}',
  shown_records bigint[] not null default '{}',
  state text not null default 'asked' check (state in ('asked', 'waiting', 'settled')),
  outcome text check (outcome in ('is-them', 'is-not', 'cannot-tell')),
  why text check (length(why) between 1 and 2000),
  settled_by bigint references staff,
  settled_at timestamptz,
  version integer not null default 1,
  check ((state = 'settled') = (outcome is not null)),
  check ((state = 'settled') = (settled_by is not null)),
  check ((state = 'settled') = (settled_at is not null)),
  check ((identifier_kind is null) = (identifier is null))
);
create index on identity_check (state, id);
create table identity_check_match (
  check_id bigint not null references identity_check on delete cascade,
  record_id bigint not null references source_record on delete cascade,
  bits real not null,
  evidence jsonb not null,
  primary key (check_id, record_id)
);
create index on identity_check_match (record_id);

-- A record that left somebody by a person's decision, and what is looked at again because of it.
create table separation (
  id bigint generated always as identity primary key,
  decision_id bigint not null references link_decision on delete cascade,
  person_id bigint not null references person,
  other_id bigint not null references person,
  record_id bigint not null references source_record on delete cascade,
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  -- From when the record was part of the person, as far as is known: what was done since may be about the other.
  since timestamptz not null,
  -- Rows that went with the record, by table.
  went jsonb not null,
  -- The record came back.
  ended_at timestamptz
);
create unique index on separation (decision_id);
create index on separation (person_id);
create index on separation (other_id);
create index on separation (record_id);

-- Whether something stays with the person or is the other's. Superseded, never deleted.
create table separation_item (
  id bigint generated always as identity primary key,
  separation_id bigint not null references separation on delete cascade,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  -- An entry of the timeline: its kind, and where it is.
  item text not null check (length(item) between 1 and 200),
  verdict text not null check (verdict in ('stays', 'moved', 'anew')),
  why text not null check (length(why) between 1 and 2000),
  at timestamptz not null default now(),
  superseded_at timestamptz
);
create index on separation_item (separation_id) where superseded_at is null;
create unique index separation_item_once on separation_item (separation_id, item, agency_id) where superseded_at is null;
create index on separation_item (person_id);

-- Who had been told of the person while the record was part of them, and is told again.
create table separation_told (
  separation_id bigint not null references separation on delete cascade,
  staff_id bigint not null references staff,
  -- 'looked', 'report', 'alert', 'notice', 'briefing'.
  how text[] not null,
  told_at timestamptz not null default now(),
  seen_at timestamptz,
  primary key (separation_id, staff_id)
);
create index on separation_told (staff_id) where seen_at is null;

-- Which value of several is shown, the scheme sets.
insert into role_right (scheme_id, role, "right", from_date)
select id, 'scheme-manager', 'values:set', current_date from scheme on conflict do nothing;
