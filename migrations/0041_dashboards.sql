-- Dashboards: what was done, month by month, as the measurement service counts it each night. No person is in it.

create table dashboard_run (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- The day it was counted: the month of this day is not complete.
  on_day date not null,
  at timestamptz not null,
  -- Null while its lines are being written: nobody is shown half of a run.
  finished_at timestamptz,
  code_version text not null
);
create index on dashboard_run (scheme_id, id desc);

-- One line for each kind of event, month, base and strand. Exact: for those who see the people themselves.
create table dashboard_fact (
  id bigint generated always as identity primary key,
  run_id bigint not null references dashboard_run on delete cascade,
  topic text not null,
  -- The category of item that it counts: whoever sees outcomes and this sees the line.
  sees text not null check (sees in ('cohort', 'scores', 'panel', 'referrals', 'contacts')),
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  base_id bigint references base,
  strand text,
  one text not null default '',
  two text not null default '',
  -- Days, where lines are counted by how long something took.
  value integer not null default 0,
  n integer not null check (n > 0),
  -- Minutes or days of all of them together.
  total bigint not null default 0
);
create index on dashboard_fact (run_id, topic);

-- What anybody may see who sees outcomes or aggregates: a quarter at a time, without small numbers, written once and not
-- changed, so that no two versions can be taken from one another.
create table dashboard_quarter (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  quarter text not null check (quarter ~ '^\d{4}-Q[1-4]$'),
  at timestamptz not null,
  tables jsonb not null,
  code_version text not null,
  unique (scheme_id, quarter)
);
