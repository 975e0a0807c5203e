-- Who is this? Extracts come in as batches, rows become source records, records become people.

-- A source is one agency's one kind of extract: 'norfolk-police/police-nominals'.
create table import_source (
  id bigint generated always as identity primary key,
  agency_id bigint not null references agency,
  format text not null check (format in ('police-nominals', 'police-crimes', 'police-custody', 'probation-caseload', 'prison-releases', 'youth-justice')),
  -- Remembered column mapping: {field: header}.
  mapping jsonb,
  -- How often a batch of it went in or out: a clock that neither stands still nor goes back.
  moves integer not null default 0,
  unique (agency_id, format)
);

create table import_batch (
  id bigint generated always as identity primary key,
  source_id bigint not null references import_source,
  agency_id bigint not null references agency,
  file_name text not null,
  file_sha256 text not null,
  -- people/intake/rules.ts has what leads from one to the next.
  state text not null check (state in ('staging', 'unmapped', 'staged', 'accepting', 'accepted', 'undoing', 'undone', 'abandoned')),
  -- The file's header row, while its columns wait to be matched.
  headers text[],
  -- read = bad + new + changed + same + older. Older: ours is newer, so the row was left out.
  rows_read integer not null default 0,
  rows_bad integer not null default 0,
  rows_new integer not null default 0,
  rows_changed integer not null default 0,
  rows_same integer not null default 0,
  rows_older integer not null default 0,
  warnings integer not null default 0,
  -- Items in import_staging: fewer there than here means that the staging was lost.
  items integer not null default 0,
  -- What of the batch stands in the tables: {record: {new, changed}, offence: …}.
  counts jsonb,
  -- The source's moves when the file was held against the tables: out of date once the source has more.
  compared_at_move integer not null default 0,
  -- The move by which the batch went in.
  accepted_move integer,
  staged_at timestamptz not null default now(),
  staged_by bigint references staff,
  accepted_at timestamptz,
  accepted_by bigint references staff,
  undone_at timestamptz,
  undone_by bigint references staff,
  version integer not null default 1
);
create index on import_batch (source_id, id desc);
-- One batch of a source moves at a time; rows of a batch that is moving are not visible (import_pending()).
create unique index import_batch_moving on import_batch (source_id) where state in ('accepting', 'undoing');

-- Bad rows: line, column and reason; the row's text is kept for the agency that sent it until the batch ends.
create table import_problem (
  id bigint generated always as identity primary key,
  batch_id bigint not null references import_batch,
  agency_id bigint not null references agency,
  line integer not null,
  column_name text,
  reason text not null,
  -- The row is left out (error) or taken without this value (warning).
  severity text not null check (severity in ('error', 'warning')),
  excerpt text
);
create index on import_problem (batch_id, line);

-- What the rows of a batch become, until it is accepted; then they are gone. Unlogged: after a crash of the
-- database server the file is read again.
create unlogged table import_staging (
  batch_id bigint not null,
  agency_id bigint not null,
  line integer not null,
  -- 'row' is an unread row of a file whose columns are not matched yet.
  item text not null check (item in ('row', 'record', 'offence', 'custody', 'supervision')),
  local_id text not null,
  fingerprint text not null,
  source_updated date,
  change text not null check (change in ('new', 'changed', 'same', 'older')),
  -- From the file. What stands in the tables is read there, under the policies of whoever looks.
  body jsonb not null,
  primary key (batch_id, item, local_id)
);
create index on import_staging (batch_id, line);
-- The changes of a batch, for the dry run and the flip.
create index import_staging_changed on import_staging (batch_id, line) where change = 'changed';

-- In the tables that imports fill, the batch stands for its source and agency: three references checked for each
-- of a million rows take a third of the import's time.
create table source_record (
  id bigint generated always as identity primary key,
  source_id bigint not null,
  agency_id bigint not null,
  batch_id bigint not null references import_batch,
  local_id text not null,
  capacity text not null check (capacity in ('convicted', 'suspect', 'victim', 'witness', 'other')),
  person_id bigint references person,
  given_name text,
  middle_name text,
  family_name text,
  -- Other names as sent: ['Jim Smith', …]
  aliases text[] not null default '{}',
  born date,
  sex text,
  ethnicity text,
  -- Canonical identifiers; what was sent is in raw. An invalid one is null here.
  pnc text,
  cro text,
  prison_number text,
  crn text,
  yjs_id text,
  address text,
  postcode text,
  area text,
  search_names text not null,
  raw jsonb not null,
  fingerprint text not null,
  handling text not null default 'statutory' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  source_updated date,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  -- Nobody keeps the record of somebody who is not on a scheme for ever.
  delete_after date not null,
  version integer not null default 1,
  unique (source_id, local_id)
);
create index on source_record (person_id);
create index on source_record (agency_id, family_name);
create index source_record_search on source_record using gin (search_names gin_trgm_ops);
create index on source_record (batch_id);
create index on source_record (delete_after);

-- What a record looked like before a batch changed it: what undo restores, and the provenance of old values.
create table source_record_version (
  id bigint generated always as identity primary key,
  source_record_id bigint not null references source_record on delete cascade,
  person_id bigint,
  agency_id bigint not null references agency,
  replaced_by_batch bigint not null references import_batch,
  -- The batch that had written what was replaced: while such a row is here, that batch cannot be undone.
  was_batch bigint not null references import_batch,
  was jsonb not null,
  at timestamptz not null default now()
);
create index on source_record_version (replaced_by_batch);
create index on source_record_version (was_batch);
create index on source_record_version (source_record_id);
create index on source_record_version (person_id);

create table offence (
  id bigint generated always as identity primary key,
  person_id bigint references person,
  -- The nominal this row refers to in its source, until the nominal itself has come in.
  nominal_ref text not null,
  source_id bigint not null,
  agency_id bigint not null,
  batch_id bigint not null references import_batch,
  local_id text not null,
  capacity text not null check (capacity in ('convicted', 'suspect', 'victim', 'witness', 'other')),
  offence_code text not null,
  home_office_class text,
  title text,
  offence_date date not null,
  arrest_date date,
  asn text,
  charge_date date,
  outcome text not null check (outcome in ('charged', 'convicted', 'cautioned', 'no-further-action', 'acquitted', 'under-investigation')),
  outcome_date date,
  court text,
  sentence text,
  area text,
  -- Proven: convicted or cautioned, of the person (a victim's row carries the crime's outcome).
  proven boolean not null generated always as (outcome in ('convicted', 'cautioned') and capacity in ('convicted', 'suspect')) stored,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  fingerprint text not null,
  source_updated date,
  version integer not null default 1,
  unique (source_id, local_id)
);
create index on offence (person_id, offence_date desc);
create index on offence (source_id, nominal_ref);
create index on offence (batch_id);

create table custody_spell (
  id bigint generated always as identity primary key,
  person_id bigint references person,
  nominal_ref text not null,
  source_id bigint not null,
  agency_id bigint not null,
  batch_id bigint not null references import_batch,
  local_id text not null,
  kind text not null check (kind in ('police', 'prison')),
  place text not null,
  from_day date not null,
  -- Half-open; null while it lasts. May lie ahead for a planned release.
  to_day date check (to_day >= from_day),
  release_type text,
  licence_end date,
  reason text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  fingerprint text not null,
  source_updated date,
  version integer not null default 1,
  unique (source_id, local_id)
);
create index on custody_spell (person_id, from_day);
create index on custody_spell (source_id, nominal_ref);
create index on custody_spell (batch_id);

-- Orders and licences: what makes supervision statutory, and until when.
create table supervision (
  id bigint generated always as identity primary key,
  person_id bigint references person,
  nominal_ref text not null,
  source_id bigint not null,
  agency_id bigint not null,
  batch_id bigint not null references import_batch,
  local_id text not null,
  -- The order in the source's words where the type says less: 'Referral order'.
  title text,
  order_type text not null check (order_type in ('community-order', 'suspended-sentence-order', 'licence', 'post-sentence-supervision', 'youth-order')),
  sentence_date date,
  from_day date not null,
  to_day date check (to_day >= from_day),
  main_offence_code text,
  rosh text,
  mappa_level text,
  conditions text[] not null default '{}',
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  fingerprint text not null,
  source_updated date,
  version integer not null default 1,
  unique (source_id, local_id)
);
create index on supervision (person_id, from_day);
create index on supervision (source_id, nominal_ref);
create index on supervision (batch_id);

-- As source_record_version, for offences, custody and supervision. "item_id" is the row's id in its table.
create table imported_item_version (
  id bigint generated always as identity primary key,
  item text not null check (item in ('offence', 'custody', 'supervision')),
  item_id bigint not null,
  agency_id bigint not null references agency,
  replaced_by_batch bigint not null references import_batch,
  was_batch bigint not null references import_batch,
  was jsonb not null,
  at timestamptz not null default now()
);
create index on imported_item_version (replaced_by_batch);
create index on imported_item_version (was_batch);
create index on imported_item_version (item, item_id);

create table link_run (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  model text not null,
  records integer not null,
  people integer not null,
  pairs_scored bigint not null,
  expected_false_links double precision not null,
  seconds jsonb not null
);

-- Evidence that two records are, or may be, one person. Rebuilt by each run; a decision stays.
create table link_edge (
  left_record bigint not null references source_record on delete cascade,
  right_record bigint not null references source_record on delete cascade,
  run_id bigint not null references link_run,
  bits real not null,
  state text not null check (state in ('linked', 'review')),
  person_id bigint,
  primary key (left_record, right_record),
  check (left_record < right_record)
);
create index on link_edge (person_id);
create index on link_edge (right_record);

-- A human decision on a pair: superseded, never deleted.
create table link_decision (
  id bigint generated always as identity primary key,
  left_record bigint not null references source_record,
  right_record bigint not null references source_record,
  person_id bigint references person,
  verdict text not null check (verdict in ('same', 'different')),
  why text not null,
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  superseded_at timestamptz
);
create index on link_decision (person_id);
