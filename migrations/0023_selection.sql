-- Selection: matrices and their life, tables of weights, official scores, nominations, and why somebody entered or
-- left the list.

-- One scheme may have several cohorts, each with its own rules ('matrix', or 'matrix:impact' for the cohort impact).
alter table selection_run add column cohort text not null default 'main' check (cohort ~ '^[a-z][a-z0-9-]{0,39}$');
-- Offence codes that a table of weights does not know: {"harm": {"999/00": 3}}. Kept and counted, never dropped.
alter table selection_run add column unknown_codes jsonb not null default '{}';

alter table candidate add column cohort text not null default 'main' check (cohort ~ '^[a-z][a-z0-9-]{0,39}$');
-- How they came on the list: by the rule, or because an agency or they themselves asked.
alter table candidate add column via text not null default 'score' check (via in ('score', 'nomination'));
-- MD5 of the factors as the run wrote them: a run that finds the same reads and writes no more of the row.
alter table candidate add column digest text not null default '';
alter table candidate drop constraint candidate_scheme_id_person_id_key;
alter table candidate add unique (scheme_id, cohort, person_id);

-- Index-only: a run reads every proven offence once, in order of people.
create index offence_selection on offence (person_id, offence_date) include (outcome_date, home_office_class, area, batch_id)
  where proven and handling in ('partners', 'statutory');

-- Why somebody entered or left the list, or moved on it: a line for each run that changed something.
create table candidate_event (
  id bigint generated always as identity primary key,
  candidate_id bigint not null references candidate,
  person_id bigint not null references person,
  -- Null where it was not a run of everybody: one person's new event, or a nomination.
  run_id bigint references selection_run,
  at timestamptz not null default now(),
  what text not null check (what in ('entered', 'left', 'returned', 'reached', 'fell-below', 'score')),
  -- A code: 'rule', 'nomination', 'member', 'no-longer-eligible', 'date-passed', 'factors', 'matrix'.
  reason text not null,
  total_was numeric(8, 2),
  total numeric(8, 2) not null,
  -- What moved: [{code, label, was, is}] in points.
  changes jsonb not null default '[]'
);
create index on candidate_event (candidate_id, id desc);
create index on candidate_event (person_id);
create index on candidate_event (run_id);

-- A matrix on its way: written by one, approved by another, in force from a date, with an equality assessment on file.
-- What is in force is a rule_version; this is how it came to be.
create table matrix (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  cohort text not null default 'main' check (cohort ~ '^[a-z][a-z0-9-]{0,39}$'),
  state text not null check (state in ('draft', 'submitted', 'approved', 'live', 'retired', 'withdrawn')),
  body jsonb not null,
  author_id bigint not null references staff,
  made_at timestamptz not null default now(),
  submitted_by bigint references staff,
  submitted_at timestamptz,
  approved_by bigint references staff,
  approved_at timestamptz,
  -- Why it was sent back to its author.
  returned_why text,
  -- The equality assessment: where it is, of what day, and by whom.
  assessment text,
  assessed_on date,
  assessed_by text,
  live_from date,
  rule_id bigint references rule_version,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (approved_by is null or (approved_by <> author_id and approved_by <> submitted_by)),
  check (state not in ('approved', 'live', 'retired') or approved_by is not null),
  check (state not in ('live', 'retired') or (assessment is not null and assessed_on is not null and assessed_by is not null and live_from is not null))
);
create index on matrix (scheme_id, id desc);

-- Weights of offences as their publishers' files give them, in versions; none is shipped but an example.
create table weight_table (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- Which layout it was read by, and so what it is for.
  layout text not null check (layout in ('cambridge', 'ons', 'ogrs3')),
  name text not null check (length(name) between 1 and 200),
  source text not null check (length(source) between 1 and 500),
  valid_from date not null,
  sha256 text not null,
  rows integer not null,
  example boolean not null,
  uploaded_by bigint references staff,
  uploaded_at timestamptz not null default now(),
  unique (scheme_id, layout, sha256)
);
create table weight (
  id bigint generated always as identity primary key,
  table_id bigint not null references weight_table on delete cascade,
  -- A Home Office class and subclass, '028/01'.
  code text not null,
  label text,
  weight numeric not null,
  unique (table_id, code)
);

-- A score that an agency's own tool gave: it stands before the indicative one.
create table official_score (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  instrument text not null check (length(instrument) between 1 and 40),
  -- Chance of proven reoffending within two years, in per cent.
  percent numeric(5, 2) check (percent between 0 and 100),
  -- How many needs the tool counts; never from a plan or from health.
  needs integer check (needs between 0 and 50),
  scored_on date not null,
  tool_version text not null check (length(tool_version) between 1 and 60),
  imported_by bigint references staff,
  imported_at timestamptz not null default now(),
  check (num_nonnulls(percent, needs) > 0),
  unique (person_id, instrument, scored_on)
);

create table nomination (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- Whom selection found; the nominator's agency cannot read this column.
  person_id bigint references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  kind text not null check (kind in ('agency', 'self')),
  -- Who is meant, as the nominator wrote it.
  given_name text not null check (length(given_name) between 1 and 100),
  family_name text not null check (length(family_name) between 1 and 100),
  born date not null,
  identifier text check (length(identifier) between 3 and 40),
  why text not null check (length(why) between 1 and 4000),
  evidence text not null check (length(evidence) between 1 and 4000),
  hoped text not null check (length(hoped) between 1 and 4000),
  -- How the person agreed, for a self-referral.
  consent text check (consent in ('paper', 'to-worker')),
  consent_on date,
  state text not null check (state in ('waiting', 'answered', 'withdrawn')),
  answered_by bigint references staff,
  answered_at timestamptz,
  answer text,
  made_at timestamptz not null default now(),
  version integer not null default 1,
  check ((kind = 'self') = (consent is not null and consent_on is not null))
);
create index on nomination (scheme_id, state, id desc);
create index on nomination (person_id);
create index on nomination (agency_id, id desc);

-- What selection found of a nomination: for selection staff, as a candidate is.
create table nomination_finding (
  id bigint generated always as identity primary key,
  nomination_id bigint not null references nomination,
  person_id bigint not null references person,
  finding text not null check (finding in ('listed', 'candidate', 'member', 'declined', 'nominated', 'age', 'victim')),
  at timestamptz not null default now(),
  unique (nomination_id)
);
create index on nomination_finding (person_id);
