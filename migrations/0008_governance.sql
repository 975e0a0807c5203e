-- Who decides and answers? Agreements, decision notices and actions. Nothing here names a person on the scheme.

create table agreement (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  reference text not null check (length(reference) between 1 and 60),
  kind text not null check (kind in ('information-sharing', 'section-22a')),
  title text not null check (length(title) between 1 and 200),
  purpose text not null,
  -- The power it rests on.
  gateway text not null,
  starts_on date not null,
  -- What the papers leave open about its dates.
  dates_note text,
  -- Last day in force as first agreed, and as varied since; null where the papers do not say.
  first_expires_on date,
  expires_on date,
  review_on date,
  -- First day no longer in force, when it was ended early.
  ended_on date,
  ended_why text,
  ended_by bigint references staff,
  example boolean not null,
  registered_by bigint not null references staff,
  registered_at timestamptz not null default now(),
  version integer not null default 1,
  unique (scheme_id, reference),
  check (expires_on is null or expires_on >= starts_on),
  check ((ended_on is null) = (ended_why is null))
);

-- A party is an agency of the scheme, or another body by its name. It is covered when it has signed.
create table agreement_party (
  id bigint generated always as identity primary key,
  agreement_id bigint not null references agreement,
  agency_id bigint references agency,
  name text not null,
  -- What the agreement lets it have of other agencies' items.
  categories text[] not null default '{}',
  -- Office of whoever signed, and when; null while unsigned or not known.
  signed_as text,
  signed_on date,
  unique (agreement_id, name)
);
create index on agreement_party (agreement_id);

-- The chain: each variation replaces the last day in force.
create table agreement_variation (
  id bigint generated always as identity primary key,
  agreement_id bigint not null references agreement,
  number integer not null,
  -- Null where the papers do not say.
  agreed_on date,
  was_expires_on date,
  expires_on date not null,
  what text not null,
  -- Number of the decision notice that authorised it.
  decision text,
  recorded_by bigint not null references staff,
  recorded_at timestamptz not null default now(),
  unique (agreement_id, number)
);

create table decision_notice (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- The office whose series the number belongs to.
  agency_id bigint not null references agency,
  number text not null check (length(number) between 3 and 40),
  -- Code of the office's form in the rule 'decision-forms'.
  form text not null,
  title text not null check (length(title) between 1 and 300),
  originator text not null,
  drafted_by bigint not null references staff,
  reason text not null,
  submitted_to text not null,
  summary text not null,
  recommendation text not null,
  financial text,
  risks text,
  -- {question code: 'yes' | 'no' | 'n-a'}
  checklist jsonb not null,
  publication text not null check (publication in ('yes', 'no')),
  publication_reason text,
  state text not null check (state in ('draft', 'certified', 'approved', 'refused')),
  outcome text,
  decided_on date,
  -- The date as a paper has it, where it cannot be read or cannot be right.
  decided_note text,
  decided_by bigint references staff,
  decided_as text,
  example boolean not null,
  -- Where an earlier paper was entered from.
  source text,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  unique (agency_id, number),
  check (state not in ('approved', 'refused') or outcome is not null),
  check (publication = 'yes' or publication_reason is not null)
);

create table decision_certificate (
  id bigint generated always as identity primary key,
  decision_id bigint not null references decision_notice,
  -- 'chief-executive', 'section-151': kinds of the office's form.
  kind text not null,
  options text[] not null default '{}',
  signed_as text not null,
  -- Null for an earlier paper's officer.
  staff_id bigint references staff,
  signed_on date,
  -- Set when the paper was changed after it was certified.
  withdrawn_at timestamptz
);
create unique index decision_certificate_current on decision_certificate (decision_id, kind) where withdrawn_at is null;

create table governance_action (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- Where it came from: 'Review of 2015', 'Decision 2015/11'.
  source text not null,
  title text not null check (length(title) between 1 and 300),
  owner_id bigint references staff,
  due_on date,
  state text not null check (state in ('open', 'in-progress', 'closed')),
  evidence text,
  example boolean not null,
  version integer not null default 1,
  unique (scheme_id, source, title)
);
create index on governance_action (owner_id) where state <> 'closed';

-- Each version of an action as it stood: who changed what, when.
create table governance_action_version (
  id bigint generated always as identity primary key,
  action_id bigint not null references governance_action,
  version integer not null,
  at timestamptz not null default now(),
  staff_id bigint not null references staff,
  title text not null,
  owner_id bigint references staff,
  due_on date,
  state text not null,
  evidence text,
  unique (action_id, version)
);
