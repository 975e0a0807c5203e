-- Grants to providers: terms, what is paid by quarter, what was agreed, quarterly returns, payments and clawback.
-- No table here names a person on the scheme; what a provider writes is kept apart until it has been checked for names.

create table grant_award (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- The policing body that gives it, and the provider that has it.
  agency_id bigint not null references agency,
  provider_id bigint not null references agency,
  reference text not null check (length(reference) between 1 and 80),
  title text not null check (length(title) between 1 and 200),
  purpose text not null,
  reasons text not null,
  conditions text not null,
  -- The decision that it rests on, in words.
  source text,
  -- 'grant': what the profile says, in advance; 'fee': for each counted piece of work; 'results': on a claim card.
  basis text not null check (basis in ('grant', 'fee', 'results')),
  fee_pence bigint check (fee_pence > 0),
  fee_measure text,
  claim_measure text,
  claim_level smallint check (claim_level between 0 and 5),
  -- What the paper states as its total; null where it states none.
  stated_pence bigint check (stated_pence >= 0),
  starts_on date not null,
  ends_on date not null,
  -- Days after a quarter's last day by which its return is due, and what follows when it is late.
  return_days integer not null check (return_days between 1 and 180),
  late_consequence text not null,
  -- An output is flagged below this share of what was agreed.
  flag_percent smallint not null check (flag_percent between 1 and 100),
  -- How the paper names the provider, where another agency of the scheme stands in for it.
  named_as text check (length(named_as) between 1 and 200),
  -- Its term was over when it was entered: what was paid and reported is not in the system, and so not known.
  from_paper boolean not null default false,
  state text not null check (state in ('draft', 'in-force', 'ended')),
  example boolean not null,
  published_at timestamptz,
  version integer not null default 1,
  unique (scheme_id, reference),
  check (ends_on > starts_on),
  check (agency_id <> provider_id),
  check ((basis = 'fee') = (fee_pence is not null and fee_measure is not null)),
  check ((basis = 'results') = (claim_measure is not null and claim_level is not null))
);
create index on grant_award (provider_id);

-- The profile: what may be paid for a quarter of a financial year (1 is April to June).
create table grant_quarter (
  id bigint generated always as identity primary key,
  grant_id bigint not null references grant_award,
  year text not null check (year ~ '^\d{4}/\d{2}$'),
  quarter smallint not null check (quarter between 1 and 4),
  pence bigint not null check (pence >= 0),
  version integer not null default 1,
  unique (grant_id, year, quarter)
);

create table grant_output (
  id bigint generated always as identity primary key,
  grant_id bigint not null references grant_award,
  kind text not null check (kind in ('output', 'outcome')),
  title text not null check (length(title) between 1 and 300),
  -- What is counted for it; null: told of in the narrative.
  measure text,
  per_quarter integer check (per_quarter between 1 and 1000000),
  removed boolean not null default false,
  version integer not null default 1,
  check (per_quarter is null or measure is not null)
);
create index on grant_output (grant_id);

create table grant_return (
  id bigint generated always as identity primary key,
  grant_id bigint not null references grant_award,
  quarter_id bigint not null unique references grant_quarter,
  state text not null check (state in ('open', 'submitted', 'sent-back', 'with-commissioner', 'queried', 'accepted')),
  spend_pence bigint,
  -- The first time: lateness goes by it.
  first_sent_at timestamptz,
  sent_at timestamptz,
  sent_by bigint references staff,
  passed_by bigint references staff,
  passed_at timestamptz,
  decided_by bigint references staff,
  decided_at timestamptz,
  -- What the policing body asks, or says on accepting it.
  note text,
  version integer not null default 1,
  check (state = 'open' or (sent_at is not null and spend_pence is not null)),
  check (state not in ('with-commissioner', 'queried', 'accepted') or passed_by is not null)
);
create index on grant_return (grant_id);

-- What the provider writes, an edition for each time it is sent. The policing body has one only when it is clear.
create table grant_return_text (
  id bigint generated always as identity primary key,
  return_id bigint not null references grant_return,
  edition integer not null check (edition between 1 and 10),
  narrative text not null check (length(narrative) <= 20000),
  spend_note text not null default '' check (length(spend_note) <= 4000),
  -- What the provider enters as spent: the return has it only when it is sent.
  spend_pence bigint check (spend_pence >= 0),
  state text not null check (state in ('draft', 'sent', 'clear', 'marked')),
  -- Places that the scheme's office sent back: [{field, start, end}]. The same whoever is named there.
  marks jsonb not null default '[]',
  written_by bigint not null references staff,
  written_at timestamptz not null,
  version integer not null default 1,
  unique (return_id, edition)
);

-- Places that may name somebody, for the scheme's office alone: neither who, nor whether anybody is on the scheme.
create table grant_text_place (
  id bigint generated always as identity primary key,
  text_id bigint not null unique references grant_return_text,
  places jsonb not null,
  at timestamptz not null
);

-- What was counted for a return when it was sent: sums of work, no person. `reported` is counted once, with small
-- numbers left out, so that no two counts of a quarter can be taken from one another.
create table grant_count (
  id bigint generated always as identity primary key,
  return_id bigint not null unique references grant_return,
  at timestamptz not null,
  activity jsonb not null,
  reported jsonb not null
);

create table grant_payment (
  id bigint generated always as identity primary key,
  grant_id bigint not null references grant_award,
  kind text not null check (kind in ('payment', 'clawback')),
  -- What a payment is for.
  quarter_id bigint references grant_quarter,
  -- The accepted return, and the claim, that it rests on.
  return_id bigint references grant_return,
  claim_id bigint references claim,
  pence bigint not null check (pence > 0),
  reason text not null,
  state text not null check (state in ('asked', 'released', 'refused', 'withdrawn')),
  asked_by bigint not null references staff,
  asked_at timestamptz not null,
  decided_by bigint references staff,
  decided_at timestamptz,
  note text,
  -- First day on which money asked back was in.
  received_on date,
  version integer not null default 1,
  check ((kind = 'payment') = (quarter_id is not null)),
  check (decided_by <> asked_by),
  check ((state in ('released', 'refused')) = (decided_by is not null)),
  check ((decided_by is null) = (decided_at is null))
);
-- No quarter is paid twice, whoever asks.
create unique index grant_payment_once on grant_payment (quarter_id) where kind = 'payment' and state in ('asked', 'released');
create unique index grant_payment_claim_once on grant_payment (grant_id, claim_id) where claim_id is not null and state in ('asked', 'released');
create index on grant_payment (grant_id);
create index on grant_payment (quarter_id);
create index on grant_payment (return_id);
create index on grant_payment (claim_id);

insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, r.name, current_date from scheme s, (values
  ('scheme-manager', 'see:grants'), ('opcc-commissioner', 'see:grants'), ('opcc-chief-executive', 'see:grants'), ('section-151-officer', 'see:grants'),
  ('opcc-chief-executive', 'grant:manage'), ('section-151-officer', 'grant:manage'),
  ('opcc-commissioner', 'grant:review'), ('opcc-chief-executive', 'grant:review'),
  ('opcc-commissioner', 'grant:pay'), ('opcc-chief-executive', 'grant:pay'), ('section-151-officer', 'grant:pay'),
  ('scheme-manager', 'return:check'), ('providers-manager', 'return:submit')) as r (role, name)
on conflict do nothing;
