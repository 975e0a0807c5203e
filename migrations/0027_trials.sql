-- Trials: who is randomised, by a list that nobody can know before and anybody can check afterwards; contracts of the
-- Checkpoint design; and figures of fairness, counted by the measurement service.

create table trial (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  name text not null check (length(name) between 1 and 120),
  state text not null default 'draft' check (state in ('draft', 'submitted', 'approved', 'open', 'paused', 'closed', 'revealed', 'withdrawn')),
  -- The protocol as it is registered: question, arms, strata, who is eligible, outcomes, analysis.
  body jsonb not null,
  -- Drawn up from a design that is shipped as an example.
  example boolean not null default false,
  protocol_ref text check (length(protocol_ref) between 1 and 200),
  protocol_on date,
  protocol_sha256 text check (protocol_sha256 ~ '^[0-9a-f]{64}$'),
  ethics_body text check (length(ethics_body) between 1 and 200),
  ethics_ref text check (length(ethics_ref) between 1 and 200),
  ethics_on date,
  ethics_sha256 text check (ethics_sha256 ~ '^[0-9a-f]{64}$'),
  author_id bigint not null references staff,
  made_at timestamptz not null default now(),
  submitted_by bigint references staff,
  approved_by bigint references staff,
  approved_at timestamptz,
  returned_why text,
  -- SHA-256 of everything that was registered.
  registered_sha256 text check (registered_sha256 ~ '^[0-9a-f]{64}$'),
  -- SHA-256 of the seed, there for all to see before anybody is enrolled; the seed itself after the trial.
  commitment text check (commitment ~ '^[0-9a-f]{64}$'),
  committed_at timestamptz,
  opened_at timestamptz,
  closed_at timestamptz,
  revealed_at timestamptz,
  seed text check (seed ~ '^[0-9a-f]{64}$'),
  version integer not null default 1,
  check (approved_by is null or (approved_by <> author_id and approved_by <> submitted_by)),
  check (state in ('draft', 'submitted', 'withdrawn') or (approved_by is not null and registered_sha256 is not null
    and num_nulls(protocol_ref, protocol_on, protocol_sha256, ethics_body, ethics_ref, ethics_on, ethics_sha256) = 0)),
  check (opened_at is null or commitment is not null),
  check (state not in ('open', 'paused', 'closed', 'revealed') or opened_at is not null),
  check (seed is null or state = 'revealed')
);
create index on trial (scheme_id, id desc);

-- What was registered stands; a change is a dated line beside it.
create table trial_amendment (
  id bigint generated always as identity primary key,
  trial_id bigint not null references trial,
  part text not null check (part in ('outcomes', 'analysis', 'eligibility', 'number', 'other')),
  words text not null check (length(words) between 1 and 4000),
  why text not null check (length(why) between 1 and 2000),
  -- How many had been allocated when it was written.
  allocated integer not null,
  staff_id bigint not null references staff,
  at timestamptz not null
);
create index on trial_amendment (trial_id);

-- The secret of the list. Nobody but the randomiser has a grant here.
create table trial_seed (
  trial_id bigint primary key references trial,
  seed bytea not null check (length(seed) = 32),
  made_at timestamptz not null default now()
);

create table trial_participant (
  id bigint generated always as identity primary key,
  trial_id bigint not null references trial,
  person_id bigint not null references person,
  state text not null check (state in ('excluded', 'refused', 'eligible', 'enrolled', 'allocated')),
  -- Codes of the questions that ruled them out; 'records' where what is on record does.
  reasons text[] not null default '{}',
  answers jsonb not null default '{}',
  stratum text,
  consent text check (consent in ('given', 'refused')),
  consent_on date,
  consent_how text check (consent_how in ('paper', 'to-worker')),
  assessed_by bigint not null references staff,
  assessed_at timestamptz not null,
  -- From here it cannot be taken back: whoever enrols does not know the arm.
  enrolled_by bigint references staff,
  enrolled_at timestamptz,
  -- They stay where they were allocated; treatment ends, and where they ask, so does the use of later data.
  withdrew_on date,
  data_until date,
  lost_on date,
  lost_why text check (length(lost_why) between 1 and 2000),
  version integer not null default 1,
  unique (trial_id, person_id),
  check (state not in ('eligible', 'enrolled', 'allocated') or stratum is not null),
  check ((state in ('enrolled', 'allocated')) <= (enrolled_at is not null)),
  check ((withdrew_on is null and lost_on is null and data_until is null) or state = 'allocated')
);
create index on trial_participant (person_id);
create index on trial_participant (trial_id, state);

-- One line of the list, written once by the randomiser.
create table trial_allocation (
  id bigint generated always as identity primary key,
  trial_id bigint not null references trial,
  participant_id bigint not null unique references trial_participant,
  person_id bigint not null references person,
  stratum text not null,
  position integer not null check (position >= 0),
  arm text not null,
  at timestamptz not null,
  unique (trial_id, stratum, position)
);
create index on trial_allocation (person_id);

create table trial_contract (
  id bigint generated always as identity primary key,
  trial_id bigint not null references trial,
  participant_id bigint not null unique references trial_participant,
  person_id bigint not null references person,
  state text not null check (state in ('running', 'with-police', 'completed', 'failed', 'withdrawn')),
  from_day date not null,
  to_day date not null check (to_day > from_day),
  -- [{code, words, state}]
  conditions jsonb not null,
  worker_id bigint not null references staff,
  -- Who said that it was breached; somebody else of the police decides.
  breach_by bigint references staff,
  ended_on date,
  version integer not null default 1,
  check ((state in ('completed', 'failed', 'withdrawn')) = (ended_on is not null)),
  check (state <> 'with-police' or breach_by is not null)
);
create index on trial_contract (person_id);
create index on trial_contract (trial_id);

create table trial_event (
  id bigint generated always as identity primary key,
  contract_id bigint not null references trial_contract,
  person_id bigint not null references person,
  what text not null check (what in ('started', 'progress', 'condition', 'breach', 'continue', 'prosecute', 'completed', 'withdrew')),
  on_day date not null,
  words text not null check (length(words) between 1 and 4000),
  staff_id bigint not null references staff,
  at timestamptz not null
);
create index on trial_event (contract_id, id desc);
create index on trial_event (person_id);

-- Counts of a trial, without people: for everybody who sees trials with small numbers left out; in full for who runs it.
create table trial_figures (
  trial_id bigint primary key references trial,
  at timestamptz not null,
  figures jsonb not null
);
create table trial_figures_exact (
  trial_id bigint primary key references trial,
  at timestamptz not null,
  figures jsonb not null
);

-- Selection, refusal, de-selection, time and RAG by group. Small numbers are left out before it is written.
create table fairness_figures (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  at timestamptz not null,
  data_to date not null,
  -- The rule that set the groups and the interval.
  rule_id bigint not null references rule_version,
  figures jsonb,
  not_published_why text,
  code_version text not null,
  check ((figures is null) = (not_published_why is not null))
);
create index on fairness_figures (scheme_id, id desc);

insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, r.name, current_date from scheme s, (values
  ('scheme-manager', 'see:trials'), ('senior-probation-officer', 'see:trials'), ('police-offender-manager', 'see:trials'), ('probation-offender-manager', 'see:trials'),
  ('analyst', 'see:trials'), ('opcc-commissioner', 'see:trials'), ('opcc-chief-executive', 'see:trials'), ('board-member', 'see:trials'),
  ('scheme-manager', 'trial:manage'), ('analyst', 'trial:manage'),
  ('scheme-manager', 'trial:approve'), ('senior-probation-officer', 'trial:approve'), ('opcc-chief-executive', 'trial:approve'),
  ('scheme-manager', 'trial:enrol'), ('senior-probation-officer', 'trial:enrol'), ('police-offender-manager', 'trial:enrol'), ('probation-offender-manager', 'trial:enrol'),
  ('senior-probation-officer', 'trial:treat'), ('police-offender-manager', 'trial:treat')) as r (role, name)
on conflict do nothing;
