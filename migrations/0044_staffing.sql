-- The establishment over time, who reports to whom, who is at which base, contracted hours, and what an action asks of its
-- owner.

-- A post whose terms change from a day is ended, and one that follows it begins: the code is the post's own for life.
alter table post drop constraint post_scheme_id_code_key;
alter table post add column follows bigint references post,
  -- When what is vacant of it is expected to be filled; null where that is not known.
  add column expected_on date,
  add constraint post_code_once unique (scheme_id, code, from_date);
create unique index on post (follows);

-- To whom a post answers, for what. Posts are named by their code, which outlives a change of their terms.
create table reporting_line (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  post_code text not null,
  kind text not null check (kind in ('operational', 'performance', 'line-management', 'supervision')),
  -- A post of the scheme, or somebody outside it by their title.
  to_code text check (to_code <> post_code),
  to_title text check (length(to_title) between 1 and 200),
  to_agency_id bigint references agency,
  -- What part of the work the line is about, where it is not all: 'in Norfolk'.
  about text,
  from_date date not null,
  -- First day on which it no longer holds.
  to_date date check (to_date >= from_date),
  source text,
  example boolean not null default false,
  version integer not null default 1,
  check ((to_code is null) <> (to_title is null)),
  check (to_agency_id is null or to_title is not null)
);
create index on reporting_line (scheme_id, post_code);

-- Which agencies work at a base, and where: co-location.
create table base_agency (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  base_id bigint not null references base,
  agency_id bigint not null references agency,
  -- Works from there, or only sees people there.
  use text not null check (use in ('based', 'appointments')),
  -- Null where that is not decided or not known.
  premises text check (length(premises) between 1 and 200),
  from_date date not null,
  to_date date check (to_date >= from_date),
  source text,
  example boolean not null default false,
  version integer not null default 1,
  exclude using gist (base_id with =, agency_id with =, use with =, daterange(from_date, to_date) with &&)
);
create index on base_agency (scheme_id, base_id);

-- Contracted hours, and for how long somebody works less. Nobody is asked why.
create table staff_hours (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  staff_id bigint not null references staff,
  -- contracted: all they work a week; reduction: so much less.
  kind text not null check (kind in ('contracted', 'reduction')),
  minutes_a_week integer not null check (minutes_a_week between 1 and 6000),
  from_date date not null,
  -- First day on which it no longer holds.
  to_date date check (to_date >= from_date),
  recorded_by bigint not null references staff,
  version integer not null default 1,
  exclude using gist (staff_id with =, daterange(from_date, to_date) with &&) where (kind = 'contracted')
);
create index on staff_hours (staff_id, from_date);

-- What an action asks of whoever does it; and who gave it to somebody without that, and why.
alter table panel_action add column needs_role text, add column needs_skill text,
  add column override_by bigint references staff, add column override_why text check (length(override_why) between 1 and 1000),
  add constraint panel_action_override check ((override_by is null) = (override_why is null));
alter table governance_action add column needs_role text, add column needs_skill text,
  add column override_by bigint references staff, add column override_why text check (length(override_why) between 1 and 1000),
  add constraint governance_action_override check ((override_by is null) = (override_why is null));
