-- What a collaboration under section 22A of the Police Act 1996 agrees; its signatures and variations; and the registers
-- of governance: recommendations, programmes, the scheme's risks, and what shows that a principle is met.

alter table agreement
  -- What is done together; what each pays; what happens when it ends.
  add column functions text check (length(functions) <= 5000),
  add column funding text check (length(funding) <= 5000),
  add column exit_plan text check (length(exit_plan) <= 5000),
  -- The most by which one variation may lengthen it; null where it does not say.
  add column vary_months integer check (vary_months between 1 and 120),
  -- Whom the warnings go to, besides whoever keeps the register.
  add column owner_id bigint references staff;

alter table agreement_party
  -- Under section 22A: the policing body or the chief officer of a force, or another person.
  add column kind text check (kind in ('policing-body', 'chief-officer', 'other')),
  add column force text check (length(force) between 1 and 100),
  -- Why a signature entered by mistake was taken back.
  add column unsigned_why text check (length(unsigned_why) <= 500),
  add constraint agreement_party_force check (force is null or kind in ('policing-body', 'chief-officer'));

alter table agreement_variation
  -- Of a decision that is not in the register of notices: where the paper is, and why it is not here.
  add column decision_note text check (length(decision_note) <= 500),
  -- What the decision behind it allows: no more than so many months.
  add column at_most_months integer check (at_most_months between 1 and 120),
  add column review_on date,
  add column state text not null default 'in-effect' check (state in ('waiting', 'in-effect', 'withdrawn')),
  add column withdrawn_why text;

create table agreement_variation_signature (
  variation_id bigint not null references agreement_variation,
  party_id bigint not null references agreement_party,
  signed_as text not null check (length(signed_as) between 1 and 200),
  signed_on date not null,
  recorded_by bigint not null references staff,
  recorded_at timestamptz not null default now(),
  primary key (variation_id, party_id)
);
create index on agreement_variation_signature (party_id);

create table agreement_review (
  id bigint generated always as identity primary key,
  agreement_id bigint not null references agreement,
  held_on date not null,
  found text not null check (length(found) between 1 and 5000),
  next_on date,
  recorded_by bigint not null references staff,
  recorded_at timestamptz not null default now()
);
create index on agreement_review (agreement_id);

-- How something of a register came to stand as it does: who did what, what changed, in words.
create table register_event (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  register text not null check (register in ('recommendation', 'programme-item', 'scheme-risk')),
  item_id bigint not null,
  at timestamptz not null default now(),
  staff_id bigint not null references staff,
  act text not null,
  -- One line for each field that changed.
  changes text[] not null default '{}',
  words text,
  -- What a chart over time needs: the status it had from then on.
  status text
);
create index on register_event (register, item_id);

create table recommendation_source (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  title text not null check (length(title) between 1 and 200),
  -- Who made them, when, and how many there are by their own count; null where the papers do not say.
  made_by text not null check (length(made_by) between 1 and 200),
  published_on date,
  stated integer check (stated between 1 and 1000),
  note text,
  example boolean not null,
  entered_by bigint not null references staff,
  entered_at timestamptz not null default now(),
  unique (scheme_id, title)
);

create table recommendation (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  source_id bigint not null references recommendation_source,
  number text not null check (length(number) between 1 and 20),
  text text not null check (length(text) between 1 and 3000),
  -- The body it is made to, as the source names it.
  body text not null check (length(body) between 1 and 200),
  owner_id bigint references staff,
  due_on date,
  status text not null check (status in ('open', 'in-progress', 'done', 'assured', 'declined')),
  evidence text check (length(evidence) <= 5000),
  done_by bigint references staff,
  done_on date,
  assured_by bigint references staff,
  assured_on date,
  assurance text check (length(assurance) <= 5000),
  version integer not null default 1,
  unique (source_id, number),
  check ((status = 'assured') = (assured_by is not null)),
  check (status not in ('done', 'assured') or (evidence is not null and done_by is not null)),
  check (assured_by is null or (assured_by <> done_by and assured_by is distinct from owner_id))
);
create index on recommendation (scheme_id, status, due_on);

create table programme (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  title text not null check (length(title) between 1 and 200),
  purpose text not null,
  source text,
  note text,
  streams text[] not null default '{}',
  example boolean not null,
  version integer not null default 1,
  unique (scheme_id, title)
);

create table programme_phase (
  id bigint generated always as identity primary key,
  programme_id bigint not null references programme,
  number integer not null check (number between 1 and 50),
  title text not null check (length(title) between 1 and 300),
  unique (programme_id, number)
);

create table programme_item (
  id bigint generated always as identity primary key,
  programme_id bigint not null references programme,
  phase_id bigint not null references programme_phase,
  stream text not null,
  kind text not null check (kind in ('work', 'milestone')),
  title text not null check (length(title) between 1 and 200),
  owner_id bigint references staff,
  -- As first agreed, and as its owner now expects it; a milestone's two days are one.
  base_starts_on date not null,
  base_ends_on date not null,
  starts_on date not null,
  ends_on date not null,
  done_on date,
  dropped boolean not null default false,
  rag text not null check (rag in ('red', 'amber', 'green', 'none')),
  rag_why text check (length(rag_why) <= 2000),
  version integer not null default 1,
  check (base_ends_on >= base_starts_on and ends_on >= starts_on),
  check (kind = 'work' or (starts_on = ends_on and base_starts_on = base_ends_on)),
  unique (programme_id, title)
);
create index on programme_item (phase_id);

-- An item does not begin before what it needs has ended.
create table programme_need (
  item_id bigint not null references programme_item,
  needs_id bigint not null references programme_item,
  primary key (item_id, needs_id),
  check (item_id <> needs_id)
);
create index on programme_need (needs_id);

create table scheme_risk (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  title text not null check (length(title) between 1 and 200),
  category text not null,
  cause text not null check (length(cause) between 1 and 3000),
  event text not null check (length(event) between 1 and 3000),
  effect text not null check (length(effect) between 1 and 3000),
  controls text check (length(controls) <= 5000),
  likelihood_before integer not null check (likelihood_before between 1 and 10),
  impact_before integer not null check (impact_before between 1 and 10),
  likelihood integer not null check (likelihood between 1 and 10),
  impact integer not null check (impact between 1 and 10),
  owner_id bigint references staff,
  review_on date not null,
  state text not null check (state in ('open', 'closed')),
  -- Where it is kept: with the scheme, asked of the OPCC, or in the OPCC's own register.
  register text not null check (register in ('scheme', 'asked', 'opcc')),
  asked_by bigint references staff,
  asked_why text check (length(asked_why) <= 2000),
  accepted_by bigint references staff,
  accepted_on date,
  example boolean not null,
  version integer not null default 1,
  unique (scheme_id, title),
  check (register = 'scheme' or asked_by is not null),
  check ((register = 'opcc') = (accepted_by is not null)),
  check (accepted_by is null or accepted_by <> asked_by)
);
create index on scheme_risk (scheme_id, state, review_on);

-- Papers, decisions and words that show a principle is met; figures are counted, not kept.
create table principle_evidence (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  principle text not null check (length(principle) between 1 and 40),
  kind text not null check (kind in ('document', 'decision', 'agreement', 'recommendation')),
  -- A document's name and where it is; or the number of the decision, agreement or recommendation in its register.
  title text not null check (length(title) between 1 and 200),
  href text check (href ~ '^(https://|/governance/)'),
  shows text not null check (length(shows) between 1 and 2000),
  example boolean not null,
  added_by bigint not null references staff,
  added_at timestamptz not null default now(),
  removed_by bigint references staff,
  removed_at timestamptz
);
create index on principle_evidence (scheme_id, principle);

-- Schemes that are there already; a new one starts with src/access/rights.ts.
insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, r.right, date '2000-01-01' from scheme s,
  (values ('board-member', 'recommendation:assure'), ('opcc-chief-executive', 'recommendation:assure'),
    ('opcc-commissioner', 'recommendation:assure'),
    ('scheme-manager', 'programme:manage'), ('opcc-chief-executive', 'programme:manage'),
    ('scheme-manager', 'scheme-risk:manage'), ('opcc-chief-executive', 'scheme-risk:manage'), ('board-member', 'scheme-risk:manage'),
    ('opcc-chief-executive', 'scheme-risk:accept'), ('opcc-commissioner', 'scheme-risk:accept'),
    ('scheme-manager', 'principle:show'), ('opcc-chief-executive', 'principle:show'), ('board-member', 'principle:show')) as r (role, "right")
on conflict do nothing;
