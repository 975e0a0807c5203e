-- Comparisons: who or what is compared with whom, written down before it is looked at, and what came of it.
-- No person is in it.

create table comparison (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  name text not null check (length(name) between 1 and 120),
  -- The plan: design, cohort, comparison group, outcome, windows.
  body jsonb not null,
  -- How many would be counted, as it was known when it was registered; small numbers are null.
  foreseen jsonb not null,
  -- How far the data reached when it was registered; null where there were none.
  data_to date,
  -- The first day whose events are the outcome; null where it was not known yet.
  outcome_from date,
  -- The day that the data must reach; null where it was not known yet.
  countable_on date,
  example boolean not null default false,
  registered_by bigint not null references staff,
  registered_at timestamptz not null,
  state text not null default 'registered' check (state in ('registered', 'asked', 'running', 'done', 'refused', 'withdrawn')),
  -- While it runs: how far it is.
  step text,
  -- Why it could not be worked out, or why it was withdrawn.
  why text check (length(why) between 1 and 2000),
  -- Runs that something was worked out in: each is one more look at the data.
  runs integer not null default 0,
  claim_id bigint references claim,
  state_at timestamptz not null,
  version integer not null default 1,
  check ((state in ('refused', 'withdrawn')) <= (why is not null)),
  check (state <> 'done' or claim_id is not null)
);
create index on comparison (scheme_id, id desc);
create index on comparison (claim_id);
create index on comparison (registered_by);
