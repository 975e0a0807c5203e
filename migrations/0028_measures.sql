-- A published figure can be worked out again, to the digit, years later.

-- What it was worked out from: rows without numbers, names or dates of anybody, as canonical JSON. Kept once however many
-- claims rest on it.
create table frozen_input (
  -- Of the JSON text, not of what it is packed into.
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  -- gzip, in base64.
  packed text not null,
  bytes integer not null check (bytes > 0),
  at timestamptz not null default now()
);

-- Null in claims from before inputs were kept.
alter table claim add column frozen_sha256 text references frozen_input;
create index on claim (frozen_sha256);
-- The definition in words, as it stood.
alter table claim add column definition text;
-- The version of the data: each feed's last batch and how far it reaches, [{agency, format, batch, acceptedAt, to}].
alter table claim add column feeds jsonb not null default '[]';

-- A claim was worked out again from its frozen input.
create table claim_check (
  id bigint generated always as identity primary key,
  claim_id bigint not null references claim,
  at timestamptz not null default now(),
  code_version text not null,
  definition_version integer not null,
  result text not null check (result in ('equal', 'differs', 'no-input', 'damaged')),
  -- Names of the figures that came out otherwise; never their values, which not everybody who sees the claim may see.
  differs text[] not null default '{}'
);
create index on claim_check (claim_id, id desc);
