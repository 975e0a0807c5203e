-- Does it work? A published figure is frozen: what was counted, how, by which definition, from which data.
-- No person is in it.

create table claim (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  measure text not null,
  definition_version integer not null,
  -- The rule that set windows and margins.
  rule_id bigint not null references rule_version,
  at timestamptz not null default now(),
  data_to date not null,
  -- 0 outputs only … 5 randomised.
  design_level smallint not null check (design_level between 0 and 5),
  -- What anybody who may see outcomes may see: small numbers are left out. Null with a reason when even that
  -- would tell of a few people.
  published jsonb,
  not_published_why text check ((published is null) = (not_published_why is not null)),
  -- Of everything that went in, so that a later recomputation can be held against it.
  inputs_sha256 text not null,
  code_version text not null,
  unique (scheme_id, measure, inputs_sha256, rule_id, definition_version, code_version)
);
create index on claim (scheme_id, measure, id desc);

-- The same without suppression, for those who see the people themselves.
create table claim_exact (
  claim_id bigint primary key references claim,
  figures jsonb not null
);
