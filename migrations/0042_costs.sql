-- Costs over the years: budgets, actuals, virements, and the formulas that share them; appraisals of options.

alter table cost_line
  drop constraint cost_line_stage_check,
  drop constraint cost_line_kind_check,
  add constraint cost_line_stage_check check (stage in ('baseline', 'proposed', 'budget', 'allocated')),
  -- 'transition': what the change itself costs, once.
  add constraint cost_line_kind_check check (kind in ('pay', 'non-pay', 'transition', 'income')),
  -- Who pays it in the first place, such as whoever employs the post; null: not known.
  add column employer_id bigint references agency,
  -- Which formula shares it ('cost-share' when null).
  add column formula text check (formula ~ '^cost-share(:[a-z0-9-]{2,40})?$'),
  add column forecast_method text not null default 'as-budgeted' check (forecast_method in ('as-budgeted', 'run-rate', 'stated')),
  add column forecast_pence bigint,
  add column forecast_why text,
  -- Entered by mistake: it is in no list and no sum, and can be put back.
  add column removed boolean not null default false,
  add constraint cost_line_forecast check ((forecast_method = 'stated') = (forecast_pence is not null and forecast_why is not null)),
  add constraint cost_line_shared check (formula is null or agency_id is null);

-- What was spent on a line in a month of its financial year; 1 is April. A month without a row is not known.
create table cost_actual (
  id bigint generated always as identity primary key,
  cost_line_id bigint not null references cost_line,
  month smallint not null check (month between 1 and 12),
  pence bigint not null,
  source text not null check (length(source) between 1 and 300),
  version integer not null default 1,
  unique (cost_line_id, month)
);

-- A year's budget is a draft until somebody who did not write it approves it; from then it changes by virement alone.
create table cost_year (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  year text not null check (year ~ '^\d{4}/\d{2}$'),
  state text not null check (state in ('draft', 'approved')),
  -- Everybody who wrote a line of it since it was last opened.
  writers bigint[] not null default '{}',
  -- Versions of the formulas that it was approved with: they split it whatever comes in force later.
  rules bigint[] not null default '{}',
  decided_by bigint references staff,
  decided_at timestamptz,
  note text,
  version integer not null default 1,
  unique (scheme_id, year),
  check (state = 'draft' or (decided_by is not null and decided_at is not null and not (decided_by = any (writers))))
);
create index on cost_year (decided_by);

-- Money moved from one line to another: to another purpose, another year or both.
create table virement (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  from_line_id bigint not null references cost_line,
  to_line_id bigint not null references cost_line,
  pence bigint not null check (pence > 0),
  reason text not null check (length(reason) between 1 and 2000),
  -- The decision notice or minute that it rests on.
  source text,
  state text not null check (state in ('requested', 'approved', 'refused', 'withdrawn')),
  requested_by bigint not null references staff,
  requested_at timestamptz not null,
  decided_by bigint references staff,
  decided_at timestamptz,
  note text,
  example boolean not null,
  version integer not null default 1,
  check (from_line_id <> to_line_id),
  check ((state in ('approved', 'refused')) = (decided_by is not null)),
  check (decided_by <> requested_by),
  check ((decided_by is null) = (decided_at is null))
);
create index on virement (from_line_id);
create index on virement (to_line_id);
create index on virement (requested_by);
create index on virement (decided_by);
create index on virement (scheme_id, id desc);

-- How a formula came to be; what is in force is the rule_version that cost_formula_enact() makes of it.
create table cost_formula (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  kind text not null check (kind ~ '^cost-share(:[a-z0-9-]{2,40})?$'),
  valid_from date not null,
  body jsonb not null,
  -- 'revoked': was in force, and was taken back.
  state text not null check (state in ('proposed', 'approved', 'refused', 'withdrawn', 'revoked')),
  proposed_by bigint not null references staff,
  proposed_at timestamptz not null,
  decided_by bigint references staff,
  decided_at timestamptz,
  note text,
  rule_id bigint references rule_version,
  -- The version that it ended, and where that had ended before: what taking it back restores.
  ended_rule_id bigint references rule_version,
  ended_rule_until date,
  revoked_by bigint references staff,
  revoked_at timestamptz,
  revoked_why text check (length(revoked_why) between 1 and 2000),
  version integer not null default 1,
  check ((state in ('approved', 'refused', 'revoked')) = (decided_by is not null)),
  check ((state = 'revoked') = (revoked_by is not null and revoked_at is not null and revoked_why is not null)),
  check (decided_by <> proposed_by)
);
create index on cost_formula (scheme_id, kind);
create index on cost_formula (proposed_by);
create index on cost_formula (decided_by);
create index on cost_formula (revoked_by);

-- Ways to run the scheme, compared: what a paper calls an options appraisal.
create table option_appraisal (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  code text not null check (code ~ '^[a-z0-9-]{2,60}$'),
  title text not null check (length(title) between 1 and 200),
  question text not null,
  source text,
  -- What of it is made up, in words; null where nothing is.
  example_note text,
  example boolean not null,
  version integer not null default 1,
  unique (scheme_id, code)
);

create table appraisal_criterion (
  id bigint generated always as identity primary key,
  appraisal_id bigint not null references option_appraisal,
  position integer not null,
  name text not null check (length(name) between 1 and 120),
  meaning text,
  weight integer not null check (weight between 0 and 1000),
  -- Taken out again; its scores stay for whoever asks.
  removed boolean not null default false,
  version integer not null default 1
);
create index on appraisal_criterion (appraisal_id);

create table appraisal_option (
  id bigint generated always as identity primary key,
  appraisal_id bigint not null references option_appraisal,
  position integer not null,
  title text not null check (length(title) between 1 and 300),
  structure text not null,
  risks text,
  fit text,
  state text not null check (state in ('considered', 'discounted', 'preferred')),
  reason text,
  version integer not null default 1,
  -- What is left out or chosen says why.
  check (state = 'considered' or length(reason) > 0)
);
create index on appraisal_option (appraisal_id);
create unique index on appraisal_option (appraisal_id) where state = 'preferred';

-- One figure of an option. No value: not known, or, where it is not legible, printed so that it cannot be read.
create table option_figure (
  id bigint generated always as identity primary key,
  option_id bigint not null references appraisal_option,
  position integer not null,
  -- fte in hundredths, cost and saving in pence a year, percent in hundredths of a per cent, people as they are.
  what text not null check (what in ('fte', 'people', 'cost', 'saving', 'saving-percent')),
  -- Which fte or saving, where there are several: 'offender managers', 'as stated', 'if officers stay'.
  about text not null default '',
  value bigint,
  printed text,
  legible boolean not null,
  version integer not null default 1,
  unique (option_id, what, about),
  check (legible or printed is not null)
);

create table option_score (
  id bigint generated always as identity primary key,
  option_id bigint not null references appraisal_option,
  criterion_id bigint not null references appraisal_criterion,
  -- Null: not scored.
  score smallint check (score between 0 and 10),
  version integer not null default 1,
  unique (option_id, criterion_id)
);
create index on option_score (criterion_id);

-- "So many per cent of the people commit at least so many each, and so many per cent of all crimes": it is checked
-- whether that can be.
create table appraisal_statement (
  id bigint generated always as identity primary key,
  appraisal_id bigint not null references option_appraisal,
  position integer not null,
  place text not null,
  text text not null,
  -- Hundredths of a per cent, and how finely they were printed.
  people_share integer not null check (people_share between 0 and 10000),
  crimes_share integer not null check (crimes_share between 0 and 10000),
  share_step integer not null check (share_step > 0),
  least_each integer not null check (least_each >= 1),
  -- They are everybody with so many, not only some of them.
  everybody boolean not null,
  version integer not null default 1
);
create index on appraisal_statement (appraisal_id);

-- Whoever decides for the policing body approves budgets, virements and formulas; nobody their own.
insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, 'cost:approve', current_date
from scheme s, (values ('opcc-commissioner'), ('opcc-chief-executive'), ('section-151-officer')) as r (role)
on conflict do nothing;
