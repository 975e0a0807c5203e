-- Which version of the matrix a candidate's points and factors are of. The run of a row is the one that last changed it,
-- and says less: a later one may have found the same by another matrix, or have ended a standing without scoring.
-- Null in rows older than this column, which go by their run until the next one scores them.
alter table candidate add column matrix_id bigint references rule_version;

-- The rank of each total that the run found ({"87": 1, "85.5": 3}): one number that shifts everybody rewrites one row.
-- candidate.rank is what held when the row was last written, for totals that the run did not find.
alter table selection_run add column ranks jsonb not null default '{}';

-- A file of official scores as it was brought in, or refused: counts, and the lines at fault. Nothing about anybody.
create table official_score_file (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  name text not null check (length(name) between 1 and 200),
  state text not null check (state in ('taken', 'refused')),
  lines integer not null,
  taken integer,
  -- Why it was refused: [{"line": 3, "text": "..."}], the first twenty.
  faults jsonb not null default '[]',
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  taken_back_by bigint references staff,
  taken_back_at timestamptz,
  taken_back_why text check (length(taken_back_why) between 1 and 2000),
  version integer not null default 1,
  check ((taken_back_at is null) = (taken_back_by is null) and (taken_back_at is null) = (taken_back_why is null)),
  check (taken_back_at is null or state = 'taken')
);
create index on official_score_file (scheme_id, id desc);
-- The file a score came with: the score does not count once the file is taken back. Null for those brought in before.
alter table official_score add column file_id bigint references official_score_file;
create index on official_score (file_id);

-- A table of weights that was brought in by mistake is taken back: no run reads it from then on.
alter table weight_table add column taken_back_by bigint references staff;
alter table weight_table add column taken_back_at timestamptz;
alter table weight_table add column taken_back_why text check (length(taken_back_why) between 1 and 2000);
alter table weight_table add check ((taken_back_at is null) = (taken_back_by is null) and (taken_back_at is null) = (taken_back_why is null));
-- The same file may be brought in again after it was taken back.
alter table weight_table drop constraint weight_table_scheme_id_layout_sha256_key;
create unique index weight_table_file on weight_table (scheme_id, layout, sha256) where taken_back_at is null;
