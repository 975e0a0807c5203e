-- Services that people are referred to, the referrals, needs that no service meets, and what people say of themselves.

alter table agency drop constraint agency_kind_check;
alter table agency add constraint agency_kind_check check (kind in ('police', 'probation', 'prison', 'youth-justice', 'council', 'health', 'charity', 'provider', 'opcc', 'victim-care'));

create table service (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- The provider.
  agency_id bigint not null references agency,
  name text not null,
  offers text not null,
  -- Codes of the rule `referrals`; pathways of the rule `pathways`.
  categories text[] not null,
  pathways text[] not null,
  -- Where it works; none named: everywhere in the scheme.
  base_ids bigint[] not null default '{}',
  -- What the provider says of whom it is for. Shown; nobody is kept from a service by it.
  for_sex text not null default 'any' check (for_sex in ('any', 'women', 'men')),
  youngest integer check (youngest between 10 and 120),
  oldest integer check (oldest between 10 and 120),
  for_status text not null default 'any' check (for_status in ('any', 'statutory', 'voluntary')),
  criteria text,
  -- Null: not known.
  places integer check (places between 0 and 100000),
  waiting_days integer check (waiting_days between 0 and 2000),
  contact_name text,
  contact_phone text,
  contact_email text,
  opens_on date not null,
  closes_on date check (closes_on >= opens_on),
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  unique (scheme_id, agency_id, name)
);

create table service_version (
  id bigint generated always as identity primary key,
  service_id bigint not null references service,
  version integer not null,
  at timestamptz not null default now(),
  staff_id bigint not null references staff,
  why text,
  -- The service as it was from then on.
  body jsonb not null,
  unique (service_id, version)
);

-- Where a service names its workers, only they see its referrals; else whoever handles referrals at the provider.
create table service_staff (
  id bigint generated always as identity primary key,
  service_id bigint not null references service,
  staff_id bigint not null references staff,
  from_at timestamptz not null default now(),
  to_at timestamptz,
  added_by bigint references staff
);
create unique index service_staff_current on service_staff (service_id, staff_id) where to_at is null;

create table referral (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  service_id bigint not null references service,
  -- Who refers, and the provider's agency.
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  provider_agency_id bigint not null references agency,
  state text not null check (state in ('draft', 'sent', 'accepted', 'started', 'declined', 'withdrawn', 'cancelled', 'ended-early', 'completed')),
  category text not null,
  pathway text not null,
  -- The referral's own text: frozen when it is sent, and amended with a reason only.
  need text not null,
  goal text not null,
  -- Codes of desired outcomes, from this version of the rule `referrals`.
  outcomes text[] not null,
  rule_id bigint not null references rule_version,
  handling text not null default 'partners' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  -- The provider's worker who answered or took it on.
  worker_id bigint references staff,
  sent_at timestamptz,
  answered_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  -- Why it was declined, withdrawn, cancelled or ended early: a code of the rule, and words.
  reason_code text,
  reason text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (state in ('draft', 'withdrawn') or sent_at is not null)
);
create index on referral (person_id);
create index on referral (service_id, state);
create index on referral (staff_id) where state in ('draft', 'sent', 'accepted', 'started', 'declined');

-- What the referrer chose to share beside need and goal: for the two agencies of the referral and those who work with the person.
create table referral_shared (
  referral_id bigint primary key references referral on delete cascade,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  contact_details text,
  staff_risk text check (staff_risk in ('yes', 'no', 'not-known')),
  staff_risk_words text,
  availability text,
  language text,
  -- Only by an explicit tick, with the reason.
  offence_type text,
  offence_why text,
  check ((offence_type is null) = (offence_why is null))
);
create index on referral_shared (person_id);

create table referral_event (
  id bigint generated always as identity primary key,
  referral_id bigint not null references referral on delete cascade,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  -- A move of the lifecycle, or `amend` with the field.
  what text not null,
  field text,
  was text,
  became text,
  why text
);
create index on referral_event (referral_id, id);
create index on referral_event (person_id);

create table referral_session (
  id bigint generated always as identity primary key,
  referral_id bigint not null references referral on delete cascade,
  person_id bigint not null references person,
  -- The provider's.
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  at timestamptz not null,
  minutes integer check (minutes between 0 and 1440),
  place text,
  state text not null check (state in ('planned', 'attended', 'acceptable-absence', 'failed', 'called-off')),
  feedback text,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff
);
create index on referral_session (referral_id, at);
create index on referral_session (person_id);
create index on referral_session (staff_id, at) where state = 'planned';

create table referral_report (
  referral_id bigint primary key references referral on delete cascade,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  summary text not null,
  still_needed text,
  -- [{code, level, words}]
  outcomes jsonb not null
);
create index on referral_report (person_id);

create table unmet_need (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  pathway text not null,
  base_id bigint references base,
  need text not null,
  why text not null check (why in ('no-service', 'no-places', 'waiting', 'criteria', 'declined', 'other')),
  why_words text,
  handling text not null default 'partners' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  state text not null check (state in ('open', 'referred', 'closed')),
  -- The referral that meets it.
  referral_id bigint references referral,
  closed_why text,
  recorded_at timestamptz not null default now(),
  closed_at timestamptz,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check ((state = 'referred') = (referral_id is not null))
);
create index on unmet_need (person_id);
create index on unmet_need (referral_id);
create index on unmet_need (scheme_id, state, pathway);

create table questionnaire_answer (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  -- Who asked.
  staff_id bigint not null references staff,
  asked_on date not null,
  stage text not null check (stage in ('start', 'review', 'end')),
  -- The questions as they were put.
  rule_id bigint not null references rule_version,
  -- {code: score}; a question may be passed over.
  answers jsonb not null default '{}',
  refused boolean not null default false,
  said text,
  handling text not null default 'partners' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  withdrawn_why text,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (not refused or answers = '{}')
);
create index on questionnaire_answer (person_id, asked_on);

-- An employer's manager and a member of their own staff. Nobody on the scheme is named in it.
create table staff_supervision (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  manager_id bigint not null references staff,
  held_on date not null,
  note text not null,
  next_on date,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff
);
create index on staff_supervision (agency_id, staff_id, held_on desc);

-- Schemes that run already; a new one has them from src/access/rights.ts.
insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, r."right", current_date from scheme s, (
  select role, "right" from unnest(array['scheme-manager', 'senior-probation-officer', 'police-offender-manager', 'probation-offender-manager', 'youth-justice-officer', 'link-worker']) role,
    unnest(array['see:referrals', 'referral:make', 'see:directory', 'questionnaire:record']) "right"
  union all values ('providers-worker', 'referral:handle'), ('providers-worker', 'see:directory'), ('pathways-manager', 'see:referrals'), ('pathways-manager', 'directory:manage')) r
on conflict do nothing;
