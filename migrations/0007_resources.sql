-- What does it take? Posts and who holds them, and what they cost.

create table post (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  code text not null check (code ~ '^[a-z0-9-]{2,60}$'),
  title text not null check (length(title) between 1 and 200),
  -- What the rule on caseload counts by: 'sergeant', 'constable', 'inspector'.
  role text not null check (role ~ '^[a-z][a-z-]{1,39}$'),
  grade text,
  -- The employer.
  agency_id bigint not null references agency,
  -- Null for a post that works across the bases.
  base_id bigint references base,
  -- Full-time equivalent, in hundredths: whole numbers add up.
  fte_hundredths integer not null check (fte_hundredths between 1 and 100),
  -- Who pays, in words; null where that is not known.
  funded_by text,
  source text,
  example boolean not null,
  from_date date not null,
  to_date date check (to_date > from_date),
  version integer not null default 1,
  unique (scheme_id, code)
);

-- Several people may share a post; what is not held is vacant.
create table post_holder (
  id bigint generated always as identity primary key,
  post_id bigint not null references post,
  staff_id bigint not null references staff,
  fte_hundredths integer not null check (fte_hundredths between 1 and 100),
  from_date date not null,
  -- First day no longer in post.
  to_date date check (to_date >= from_date),
  version integer not null default 1
);
create index on post_holder (post_id);
create index on post_holder (staff_id);

-- One line of a scheme's costs. Money is whole pence.
create table cost_line (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  code text not null check (code ~ '^[a-z0-9-]{2,60}$'),
  position integer not null,
  year text not null check (year ~ '^\d{4}/\d{2}$'),
  -- What was paid before, what is proposed, what a commissioner put in.
  stage text not null check (stage in ('baseline', 'proposed', 'allocated')),
  kind text not null check (kind in ('pay', 'non-pay', 'income')),
  heading text not null,
  -- Who bears it; null: shared by the scheme's formula.
  agency_id bigint references agency,
  -- Null: not known. Never zero for want of a figure.
  pence bigint,
  -- What the source rounded it to: 100000 for "£494k".
  step_pence bigint not null default 1 check (step_pence > 0),
  fte_hundredths integer check (fte_hundredths >= 0),
  source text not null,
  note text,
  example boolean not null,
  version integer not null default 1,
  unique (scheme_id, code)
);

-- What a paper printed, held against what its own inputs give.
create table printed_figure (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  position integer not null,
  source text not null,
  place text not null,
  what text not null,
  printed text not null,
  unit text not null check (unit in ('pence', 'fte-hundredths', 'count')),
  value bigint not null,
  -- How finely it was printed.
  step bigint not null check (step > 0),
  -- 'proposed:total', 'increase:suffolk-police'; null where two places of the paper are compared.
  figure text,
  against_place text,
  against_printed text,
  against_value bigint,
  check ((figure is null) <> (against_value is null)),
  unique (scheme_id, source, place, what)
);
