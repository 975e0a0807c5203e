-- Plans: why a step cannot be done yet, progress notes and reviews, counter-signatures, and when a goal or step was
-- last set otherwise than by progress.

-- What the plan asks changed last then, and by whom: progress (started, done, achieved) leaves these alone. Null in
-- rows from before this migration: changed_at and changed_by then stand for it.
alter table plan_goal add column set_at timestamptz;
alter table plan_goal add column set_by bigint references staff;
alter table plan_goal alter column set_at set default now();
alter table plan_step add column set_at timestamptz;
alter table plan_step add column set_by bigint references staff;
alter table plan_step alter column set_at set default now();
-- Why it cannot be done yet.
alter table plan_step add column why text check (length(why) <= 2000);

-- What was noted of a goal's progress, and what a review of the whole plan found.
create table plan_note (
  id bigint generated always as identity primary key,
  plan_id bigint not null references plan,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  kind text not null check (kind in ('progress', 'review')),
  goal_id bigint references plan_goal,
  step_id bigint references plan_step,
  -- Why the plan was reviewed: a code of the rule `plan-review`.
  reason text,
  on_day date not null,
  note text not null check (length(note) between 1 and 20000),
  handling text not null default 'partners' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  state text not null default 'recorded' check (state in ('recorded', 'withdrawn')),
  -- The reason for the last correction, or for the withdrawal.
  why text,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check ((kind = 'progress') = (goal_id is not null)),
  check ((kind = 'review') = (reason is not null))
);
create index on plan_note (plan_id, on_day desc);
create index on plan_note (person_id);

-- Who has looked over the goals and put their name to them. The mark is a digest of the goals as they saw them.
create table plan_signature (
  id bigint generated always as identity primary key,
  plan_id bigint not null references plan,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  mark text not null,
  signed_at timestamptz not null default now()
);
create index on plan_signature (plan_id, signed_at desc);
create index on plan_signature (person_id);
