-- Victims and witnesses of members' offences. No column here is called person_id: whom a row is about is not on the
-- scheme, and nothing that looks things up by person (who opened them, their history, their timeline) may find it.

create table victim (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  -- The one named contact.
  officer_id bigint not null references staff,
  capacity text not null check (capacity in ('victim', 'witness')),
  given_names text not null,
  family_name text not null,
  born date,
  -- In the statutory victim contact scheme, or not.
  contact_scheme text not null default 'not-asked' check (contact_scheme in ('not-asked', 'offered', 'in', 'declined', 'not-eligible')),
  -- Updates are due only to those who want them.
  wants_updates boolean not null default false,
  phone text,
  email text,
  address text,
  prefers text check (prefers in ('phone', 'text', 'e-mail', 'letter', 'in-person')),
  best_times text,
  no_contact_times text,
  message text not null default 'not-asked' check (message in ('not-asked', 'may-leave', 'safe-words', 'may-not-leave')),
  safe_words text,
  needs text,
  state text not null default 'open' check (state in ('open', 'closed')),
  closed_on date,
  closed_why text,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (message <> 'safe-words' or safe_words is not null),
  check ((state = 'closed') = (closed_why is not null))
);
create index on victim (officer_id) where state = 'open';

-- Which offence of which member. Their person and offence are kept here and shown to nobody.
create table victim_offence (
  id bigint generated always as identity primary key,
  victim_id bigint not null references victim,
  member_id bigint not null references person,
  -- The member's row of the extract, and the victim's where one came in. Extracts are deleted when their time is over.
  offence_id bigint not null,
  victim_row bigint,
  crime text not null,
  offence text not null,
  offence_on date not null,
  -- What was known of the member when an update was last made due, so that a change makes one.
  seen_custody text,
  seen_release date,
  seen_on_scheme boolean not null default true,
  seen_variation bigint,
  unique (victim_id, offence_id)
);
create index on victim_offence (member_id);
create index on victim_offence (victim_row) where victim_row is not null;

create table victim_update (
  id bigint generated always as identity primary key,
  victim_id bigint not null references victim,
  link_id bigint references victim_offence,
  -- A kind of the rule `victim-updates`.
  kind text not null,
  -- A change made it due, or an officer did.
  origin text not null check (origin in ('rule', 'officer')),
  due_on date not null,
  state text not null default 'due' check (state in ('due', 'given', 'not-given')),
  given_on date,
  how text check (how in ('phone', 'text', 'e-mail', 'letter', 'in-person')),
  words text,
  staff_id bigint references staff,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  check (state <> 'given' or (given_on is not null and how is not null)),
  check (state <> 'not-given' or words is not null)
);
create index on victim_update (victim_id, due_on);
create index on victim_update (link_id);
create unique index victim_update_one on victim_update (link_id, kind) where state = 'due' and origin = 'rule';

create table victim_referral (
  id bigint generated always as identity primary key,
  victim_id bigint not null references victim,
  service text not null,
  need text not null,
  referred_on date not null,
  state text not null default 'sent' check (state in ('sent', 'accepted', 'declined', 'ended')),
  outcome text,
  staff_id bigint not null references staff,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  check (state not in ('declined', 'ended') or outcome is not null)
);
create index on victim_referral (victim_id);

create table victim_satisfaction (
  id bigint generated always as identity primary key,
  victim_id bigint not null references victim,
  asked_on date not null,
  -- 1 very dissatisfied … 5 very satisfied; null: did not wish to say.
  score integer check (score between 1 and 5),
  words text,
  staff_id bigint not null references staff,
  recorded_at timestamptz not null default now(),
  check (score is not null or words is not null)
);
create index on victim_satisfaction (victim_id);

create table victim_condition (
  id bigint generated always as identity primary key,
  victim_id bigint not null references victim,
  link_id bigint not null references victim_offence,
  -- As the licence has it, and only then shown to those who see licences. It names and places nobody.
  on_licence boolean not null,
  wording text,
  from_on date not null,
  to_on date check (to_on > from_on),
  ended_on date check (ended_on >= from_on),
  ended_why text,
  staff_id bigint not null references staff,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  check (on_licence = (wording is not null)),
  check ((ended_on is null) = (ended_why is null))
);
create index on victim_condition (victim_id);
create index on victim_condition (link_id);

-- Restorative justice.
create table victim_offer (
  id bigint generated always as identity primary key,
  victim_id bigint not null references victim,
  offered_on date not null,
  state text not null default 'offered' check (state in ('offered', 'accepted', 'declined', 'held')),
  settled_on date check (settled_on >= offered_on),
  words text,
  staff_id bigint not null references staff,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  check ((state = 'offered') = (settled_on is null))
);
create index on victim_offer (victim_id);

-- Rows of extracts that tell of a victim or a witness, by the crime they were part of.
create index offence_of_victims on offence (source_id, split_part(local_id, '|', 1)) where capacity in ('victim', 'witness');

insert into role_right (scheme_id, role, "right", from_date)
select id, 'victim-officer', 'victim:work', date '2000-01-01' from scheme on conflict do nothing;
