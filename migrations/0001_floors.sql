-- The floors: roles, agencies and staff, sessions, reasons for access, audit, acts, outbox, history, drafts,
-- rules. Policies and functions are in src/access/policies, one file a table.

create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists btree_gist;

create table agency (
  id bigint generated always as identity primary key,
  code text not null unique check (code ~ '^[a-z][a-z0-9-]{1,39}$'),
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('police', 'probation', 'prison', 'youth-justice', 'council', 'health', 'charity', 'opcc', 'victim-care')),
  -- May have items handled as 'statutory'.
  statutory boolean not null,
  -- Law under which the agency processes: DPA 2018 Part 3 (law enforcement) or UK GDPR / Part 2.
  regime text not null check (regime in ('part-3', 'uk-gdpr')),
  from_date date not null,
  to_date date check (to_date > from_date)
);

create table scheme (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null
);

create table base (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  name text not null,
  county text not null,
  satellite_of bigint references base,
  unique (scheme_id, name)
);

create table team (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  base_id bigint references base,
  name text not null,
  unique (scheme_id, name)
);

create table staff (
  id bigint generated always as identity primary key,
  -- The demo's sign-in name and, elsewhere, the subject the directory gives.
  login text not null unique,
  name text not null check (length(name) between 1 and 200),
  agency_id bigint not null references agency,
  phone text,
  email text,
  demo boolean not null default false,
  from_date date not null,
  to_date date
);
create index on staff (agency_id);

-- The work somebody does: they act in one of these at a time. Posts and team memberships follow from it.
create table staff_role (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff,
  scheme_id bigint not null references scheme,
  role text not null,
  team_id bigint references team,
  from_date date not null,
  to_date date,
  unique nulls not distinct (staff_id, scheme_id, role, team_id, from_date)
);

-- Which role has which right, per scheme, dated. src/access/rights.ts has what a new scheme starts with.
create table role_right (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  role text not null,
  "right" text not null,
  from_date date not null,
  to_date date,
  unique (scheme_id, role, "right", from_date)
);

-- What an information sharing agreement in force lets an agency have of other agencies' items. Opened and
-- closed by the acts of governance/agreements, in their own transactions.
create table sharing_cover (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  category text not null,
  from_date date not null,
  to_date date,
  -- The agreement (its id in the register) that gives the cover.
  agreement_id bigint not null
);
create index on sharing_cover (agency_id, scheme_id);

create table session (
  id bigint generated always as identity primary key,
  token_sha256 bytea not null unique,
  staff_id bigint not null references staff,
  scheme_id bigint not null references scheme,
  role text not null,
  csrf_secret text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- When the person last looked at Today before this session: "changed since I was here".
  previous_visit timestamptz
);
create index on session (staff_id);

create table person (
  id bigint generated always as identity primary key,
  -- Values shown by default, chosen from the source records by people/identity/rules.ts.
  family_name text not null,
  given_names text not null,
  -- lower(unaccent(given family)) of every name, for search.
  search_names text not null,
  born date,
  sex text check (sex in ('male', 'female', 'other')),
  ethnicity text,
  pnc text,
  cro text,
  prison_number text,
  crn text,
  alias_count integer not null default 0,
  link_status text not null default 'active' check (link_status in ('active', 'needs-attention')),
  -- A retired number leads to the person it became, for ever.
  gone_to bigint references person,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index person_search on person using gin (search_names gin_trgm_ops);
create index on person (born);
create index on person (pnc) where pnc is not null;
create index on person (cro) where cro is not null;
create index on person (prison_number) where prison_number is not null;
create index on person (crn) where crn is not null;

-- Why somebody may see a person. One holder a row: a member of staff, a team, an agency, or a post.
create table access_reason (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  kind text not null check (kind in ('team', 'lead', 'co-worker', 'management', 'after-care', 'referral', 'embedded',
    'agenda', 'custody', 'selection', 'supplied', 'dissemination', 'briefing', 'victim', 'break-glass', 'sample')),
  staff_id bigint references staff,
  team_id bigint references team,
  agency_id bigint references agency,
  -- 'management:1' (post and scheme), 'meeting:12'
  post text,
  holder text not null generated always as (coalesce('staff:' || staff_id::text, 'team:' || team_id::text, 'agency:' || agency_id::text, 'post:' || post)) stored,
  opens_at timestamptz not null default now(),
  closes_at timestamptz,
  -- What opened it: 'membership:3', 'allocation:9', 'break-glass'.
  source text not null,
  why text,
  -- The person's limited-access list, copied here so that one row decides.
  excluded_staff bigint[] not null default '{}',
  only_staff bigint[],
  check (num_nonnulls(staff_id, team_id, agency_id, post) = 1),
  check (closes_at is null or closes_at >= opens_at)
);
create index access_reason_person on access_reason (person_id, holder);
create index access_reason_holder on access_reason (holder, kind);
create index access_reason_source on access_reason (source);

create table access_restriction (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  -- 'exclude' keeps the named staff out; 'only' keeps everybody else out.
  kind text not null check (kind in ('exclude', 'only')),
  staff_id bigint not null references staff,
  why text not null check (why in ('declared-interest', 'self-or-household', 'limited-access')),
  from_at timestamptz not null default now(),
  to_at timestamptz
);
create index on access_restriction (person_id);

-- Append-only. Ids and codes only: never a name, never text, so that erasure never breaks the chain.
create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  xid xid8 not null default pg_current_xact_id(),
  kind text not null check (kind in ('opened', 'listed', 'exported', 'wrote', 'refused', 'signed-in', 'signed-out', 'ran')),
  act text not null check (act ~ '^[a-z0-9:./-]{1,80}$'),
  staff_id bigint,
  agency_id bigint,
  role text,
  service text,
  session_id bigint,
  request_id text,
  subject text,
  subject_id bigint,
  person_id bigint,
  -- Ids shown by a list or an export.
  ids bigint[],
  -- A refusal about something that exists, told to the auditor only.
  existed boolean,
  detail jsonb
);
create index on audit_entry (xid);
create index on audit_entry (person_id, id desc);
create index on audit_entry (staff_id, id desc);
create index on audit_entry using gin (ids);

create table audit_seal (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- Entries of transactions before this one and not before the previous seal's are in this seal.
  upto xid8 not null,
  -- The highest entry sealed so far.
  top bigint not null,
  ids bigint[] not null,
  digests bytea[] not null,
  n integer not null,
  previous bytea not null,
  sha256 bytea not null
);

create table act_key (
  -- 'staff:12' or 'service:intake'
  holder text not null,
  key text not null check (length(key) between 8 and 100),
  act text not null,
  body_sha256 text not null,
  answer jsonb,
  at timestamptz not null default now(),
  primary key (holder, key)
);
create index on act_key (at);

create table outbox (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  topic text not null check (topic ~ '^[a-z][a-z-]{1,60}$'),
  -- Ids and codes only.
  payload jsonb not null,
  sent_at timestamptz
);
create index outbox_unsent on outbox (id) where sent_at is null;

create table row_history (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  table_name text not null,
  row_id bigint not null,
  person_id bigint,
  agency_id bigint,
  op text not null check (op in ('insert', 'update', 'delete')),
  staff_id bigint,
  service text,
  request_id text,
  -- The row before an update or a removal.
  was jsonb
);
create index on row_history (table_name, row_id, id desc);
create index on row_history (person_id, id desc);

create table draft (
  staff_id bigint not null references staff,
  -- 'contact:new:42'
  form text not null check (length(form) between 1 and 120),
  person_id bigint references person,
  body jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (staff_id, form)
);
create index on draft (person_id);

-- Matrices, strands, tiers, meanings of RAG, thresholds, retention, shares: versioned, dated, per scheme.
create table rule_version (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  kind text not null,
  version integer not null,
  valid_from date not null,
  valid_to date,
  body jsonb not null,
  -- True for configuration that is shipped to show how it looks; no national default is claimed.
  example boolean not null,
  author_id bigint references staff,
  approved_by bigint references staff,
  unique (scheme_id, kind, version)
);

create table notice (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  kind text not null,
  person_id bigint references person,
  subject text not null,
  subject_id bigint,
  opened_at timestamptz
);
create index on notice (staff_id, opened_at);
create index on notice (person_id);

create table rate_count (
  bucket text not null,
  window_start timestamptz not null,
  n integer not null default 1,
  primary key (bucket, window_start)
);

-- Steps of the first start that are complete, so that a second start repeats nothing.
create table setup_step (
  name text primary key,
  at timestamptz not null default now()
);
