-- Risk: assessments, flags, what other arrangements keep, who is trained for what, and why access is limited.

create table staff_training (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  staff_id bigint not null references staff,
  -- A type of the rule `risk-assessments`.
  what text not null,
  from_date date not null,
  -- The last day that it holds; null where it does not run out.
  expires_on date check (expires_on >= from_date),
  course text,
  -- Entered by mistake: it counts for nothing and stays to be seen.
  withdrawn_why text,
  recorded_by bigint not null references staff,
  recorded_at timestamptz not null default now(),
  version integer not null default 1
);
create index on staff_training (staff_id, what);

create table risk_assessment (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  -- The assessor; for a result that another system worked out, whoever entered it.
  staff_id bigint not null references staff,
  -- The type, and its version as the list had it on the day.
  type text not null,
  type_version text not null,
  assessed_on date not null,
  score integer check (score between 0 and 100),
  level text not null,
  summary text not null,
  -- The system that worked it out.
  source text,
  next_due date check (next_due > assessed_on),
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  -- held: the assessor's training was not in date, so it counts only once somebody named has let it in.
  state text not null check (state in ('held', 'accepted', 'refused', 'withdrawn')),
  held_why text,
  decided_by bigint references staff,
  decided_at timestamptz,
  decided_why text,
  withdrawn_why text,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (state <> 'held' or held_why is not null),
  -- Nobody lets their own assessment in.
  check (decided_by is null or (decided_by <> staff_id and decided_why is not null and decided_at is not null)),
  check (state <> 'accepted' or held_why is null or decided_by is not null)
);
create index on risk_assessment (person_id, assessed_on desc);
create index on risk_assessment (next_due) where state = 'accepted';
create index on risk_assessment (id) where state = 'held';

create table risk_flag (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  -- A kind of the rule `risk-flags`.
  kind text not null,
  why text not null,
  set_on date not null,
  review_on date not null check (review_on > set_on),
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  ended_on date check (ended_on >= set_on),
  ended_why text,
  ended_by bigint references staff,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check ((ended_on is null) = (ended_why is null))
);
create index on risk_flag (person_id) where ended_on is null;
create index on risk_flag (person_id, set_on);
create index on risk_flag (review_on) where ended_on is null;

-- MAPPA, MARAC and safeguarding concerns: their records are kept elsewhere; here stands that, since when, and until when.
create table risk_register (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  register text not null check (register in ('mappa', 'marac', 'safeguarding')),
  -- MAPPA: the category; safeguarding: child or adult. Codes of the rule `risk-registers`.
  category text,
  level integer check (level between 1 and 3),
  lead_agency_id bigint references agency,
  -- MAPPA: from; MARAC: heard on; safeguarding: raised on.
  from_on date not null,
  -- MARAC: heard again on.
  next_on date check (next_on > from_on),
  review_on date check (review_on > from_on),
  words text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  ended_on date check (ended_on >= from_on),
  ended_why text,
  ended_by bigint references staff,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (register <> 'mappa' or (category is not null and level is not null)),
  check (register <> 'safeguarding' or (category is not null and words is not null)),
  check ((ended_on is null) = (ended_why is null))
);
create index on risk_register (person_id);

-- Why a list was made, by whom, and when it is looked at again. The codes stay: an older list has only those.
alter table access_restriction add column words text;
alter table access_restriction add column review_on date;
alter table access_restriction add column set_by bigint references staff;
alter table access_restriction add column ended_by bigint references staff;
alter table access_restriction add column ended_why text;
create index on access_restriction (review_on) where to_at is null;

-- Schemes that are there already; a new one starts with src/access/rights.ts.
insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, r.right, date '2000-01-01' from scheme s,
  (values ('senior-probation-officer', 'risk:assess'), ('probation-offender-manager', 'risk:assess'), ('youth-justice-officer', 'risk:assess'),
    ('scheme-manager', 'risk:flag'), ('senior-probation-officer', 'risk:flag'), ('police-offender-manager', 'risk:flag'),
    ('probation-offender-manager', 'risk:flag'), ('youth-justice-officer', 'risk:flag'), ('senior-probation-officer', 'risk:override')) as r (role, "right")
on conflict do nothing;
