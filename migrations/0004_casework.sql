-- What is being done, by every agency, on one plan.

create table allocation (
  id bigint generated always as identity primary key,
  membership_id bigint not null references membership,
  person_id bigint not null references person,
  staff_id bigint not null references staff,
  agency_id bigint not null references agency,
  kind text not null check (kind in ('lead', 'co-worker', 'embedded')),
  from_at timestamptz not null default now(),
  to_at timestamptz,
  allocated_by bigint references staff,
  why text,
  version integer not null default 1
);
create unique index allocation_current on allocation (membership_id, staff_id) where to_at is null;
create index on allocation (person_id);
create index on allocation (staff_id) where to_at is null;

create table contact (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  kind text not null,
  state text not null check (state in ('planned', 'recorded', 'withdrawn')),
  at timestamptz not null,
  planned boolean not null,
  -- attended | acceptable-absence | failed | none (nobody was expected to attend)
  outcome text check (outcome in ('attended', 'acceptable-absence', 'failed', 'none')),
  place text,
  pathway text,
  step_id bigint,
  minutes integer check (minutes between 0 and 1440),
  -- What was seen and said; shown by handling.
  note text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  withdrawn_why text,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  -- "Changed since I was here" is asked of other agencies' items too, whose earlier wordings stay with them.
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (state <> 'recorded' or outcome is not null)
);
create index on contact (person_id, at desc);
create index on contact (staff_id, at desc);

create table contact_joint (
  contact_id bigint not null references contact on delete cascade,
  person_id bigint not null references person,
  staff_id bigint not null references staff,
  primary key (contact_id, staff_id)
);
create index on contact_joint (person_id);

create table plan (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  membership_id bigint not null references membership,
  agency_id bigint not null references agency,
  state text not null check (state in ('draft', 'active', 'ended')),
  -- The person's agreement, in their own answer.
  agreement text not null default 'not-asked' check (agreement in ('agrees', 'does-not-agree', 'could-not-answer', 'not-asked')),
  agreement_why text,
  agreement_on date,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  unique (membership_id)
);
create index on plan (person_id);

create table plan_goal (
  id bigint generated always as identity primary key,
  plan_id bigint not null references plan,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  pathway text not null,
  need text not null,
  -- In the person's words.
  goal text not null,
  state text not null check (state in ('active', 'later', 'achieved', 'removed')),
  handling text not null default 'partners' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  target_on date,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff
);
create index on plan_goal (plan_id);
create index on plan_goal (person_id);

create table plan_step (
  id bigint generated always as identity primary key,
  goal_id bigint not null references plan_goal,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  what text not null,
  actor text not null check (actor in ('person', 'worker', 'provider')),
  staff_id bigint references staff,
  due_on date,
  state text not null check (state in ('to-do', 'doing', 'done', 'cannot-be-done', 'removed')),
  handling text not null default 'partners' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff
);
create index on plan_step (goal_id);
create index on plan_step (person_id);
create index on plan_step (staff_id, due_on) where state in ('to-do', 'doing');
