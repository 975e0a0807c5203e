-- Contacts in full: who else was there, why somebody did not come, what was seen, the step of the plan it touched,
-- appointments that repeat, are moved or called off, drug tests; and what is exchanged with Delius.

alter table contact drop constraint contact_state_check;
alter table contact add constraint contact_state_check check (state in ('planned', 'recorded', 'cancelled', 'withdrawn'));
-- Who else was there besides staff, by role rather than name: "their mother", "housing officer".
alter table contact add column others text check (length(others) <= 500);
alter table contact add column observed text check (length(observed) <= 5000);
-- Codes of the rule `appointments`.
alter table contact add column absence_reason text;
alter table contact add column cancelled_why text;
-- The first appointment of its series, and how often it repeats.
alter table contact add column series_id bigint references contact;
alter table contact add column series_every text check (series_every in ('weekly', 'fortnightly', 'monthly'));
-- How often it was moved; when and why is in contact_move.
alter table contact add column moved integer not null default 0;
-- Taken in from another system, not typed here.
alter table contact add column source text check (source in ('delius'));
alter table contact add constraint contact_step_id_fkey foreign key (step_id) references plan_step;
alter table contact add check ((series_id is null) = (series_every is null));
alter table contact add check ((state = 'cancelled') = (cancelled_why is not null));
create index on contact (step_id) where step_id is not null;
create index on contact (series_id, at) where series_id is not null;

-- When an appointment was to be before it was moved or called off, who asked for that, and why.
create table contact_move (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  person_id bigint not null references person,
  -- As the contact has them.
  agency_id bigint not null references agency,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  staff_id bigint not null references staff,
  what text not null check (what in ('moved', 'cancelled')),
  was_at timestamptz not null,
  became_at timestamptz,
  -- Null: it was changed with the details, and nobody was asked.
  asked_by text check (asked_by in ('person', 'us', 'other')),
  why text check (length(why) between 1 and 500),
  made_at timestamptz not null default now(),
  check ((what = 'moved') = (became_at is not null))
);
create index on contact_move (contact_id, id);
create index on contact_move (person_id);

-- Health data: a table of its own, because not everybody who may see the contact may see it.
create table drug_test (
  id bigint generated always as identity primary key,
  contact_id bigint not null unique references contact on delete cascade,
  person_id bigint not null references person,
  -- As the contact has them.
  agency_id bigint not null references agency,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  staff_id bigint not null references staff,
  outcome text not null check (outcome in ('taken', 'refused', 'not-required')),
  result text check (result in ('awaited', 'negative', 'positive')),
  -- What was found: codes of the rule `appointments`.
  substances text[] not null default '{}',
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check ((outcome = 'taken') = (result is not null)),
  check (result is not distinct from 'positive' or substances = '{}')
);
create index on drug_test (person_id);

-- A file that went to Delius, or one that came back. It names nobody.
create table delius_batch (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  what text not null check (what in ('sent', 'returned')),
  made_at timestamptz not null default now(),
  from_day date,
  to_day date,
  file_name text check (length(file_name) <= 200),
  lines integer not null default 0,
  confirmed integer not null default 0,
  known integer not null default 0,
  -- Lines whose CRN is of nobody the reader may see: their numbers alone.
  unknown integer[] not null default '{}',
  -- Lines that cannot be read: their numbers and what is wrong, without what they say.
  faults jsonb not null default '[]'
);
create index on delius_batch (agency_id, id desc);

-- A contact that Delius has been given, or has.
create table delius_contact (
  id bigint generated always as identity primary key,
  contact_id bigint not null unique references contact on delete cascade,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  batch_id bigint not null references delius_batch,
  reference text not null,
  -- Null: the scheme's rule has no code for it yet.
  code text,
  -- The version of the contact that the file had.
  sent_version integer not null,
  -- Delius' own number of it, once a returned file has told.
  delius_id text check (length(delius_id) between 1 and 40),
  confirmed_at timestamptz
);
create unique index on delius_contact (agency_id, reference);
create unique index on delius_contact (agency_id, delius_id) where delius_id is not null;
create index on delius_contact (batch_id);
create index on delius_contact (person_id);

-- A line of a returned file that somebody has to decide on.
create table delius_line (
  id bigint generated always as identity primary key,
  batch_id bigint not null references delius_batch,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  line integer not null,
  delius_id text not null check (length(delius_id) between 1 and 40),
  at timestamptz not null,
  code text,
  description text check (length(description) <= 300),
  note text check (length(note) <= 20000),
  -- Contacts of ours that it may be; none: only Delius has it.
  nearest bigint[] not null default '{}',
  state text not null check (state in ('open', 'matched', 'taken-in', 'left')),
  contact_id bigint references contact on delete cascade,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check ((state in ('matched', 'taken-in')) = (contact_id is not null))
);
create unique index on delius_line (agency_id, delius_id);
create index on delius_line (batch_id);
create index on delius_line (person_id);
create index on delius_line (contact_id);
