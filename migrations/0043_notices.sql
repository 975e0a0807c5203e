-- Decision notices by the form of each office, their publication, and what a policing body has to publish.

-- What a notice says is by the sections of its office's form: {code: {text, marking, markingReason, claims}}.
alter table decision_notice add column sections jsonb not null default '{}';
update decision_notice set sections =
  jsonb_build_object('reason', jsonb_build_object('text', reason), 'submitted-to', jsonb_build_object('text', submitted_to),
    'summary', jsonb_build_object('text', summary), 'recommendation', jsonb_build_object('text', recommendation))
  || case when financial is null then '{}'::jsonb else jsonb_build_object('financial', jsonb_build_object('text', financial)) end
  || case when risks is null then '{}'::jsonb else jsonb_build_object('risks', jsonb_build_object('text', risks)) end;
alter table decision_notice
  drop column reason, drop column submitted_to, drop column summary, drop column recommendation,
  drop column financial, drop column risks,
  -- The office as a paper names it, where it is none of the scheme's agencies.
  add column office text check (length(office) between 1 and 200),
  -- First day of what it authorises.
  add column takes_effect_on date,
  add column effect_note text,
  -- What a paper shows about its roles that no sign-in can show.
  add column overlap_note text,
  -- The agreement that it authorises: each policing body that is a party decides by a notice of its own.
  add column agreement_id bigint references agreement,
  -- The decision that it takes the place of.
  add column supersedes_id bigint references decision_notice,
  drop constraint decision_notice_state_check,
  drop constraint decision_notice_publication_check,
  drop constraint decision_notice_check,
  drop constraint decision_notice_check1,
  add constraint decision_notice_state_check
    check (state in ('draft', 'certified', 'referred', 'approved', 'amended', 'refused', 'withdrawn')),
  -- A paper may tick neither box.
  add constraint decision_notice_publication_check
    check (publication in ('yes', 'no') or (publication = 'not-stated' and source is not null)),
  add constraint decision_notice_decided check (state in ('draft', 'certified', 'referred') or outcome is not null),
  add constraint decision_notice_withheld check (publication <> 'no' or publication_reason is not null);
create index on decision_notice (agreement_id) where agreement_id is not null;
create index on decision_notice (supersedes_id) where supersedes_id is not null;

-- What an older paper does not show of a certificate.
alter table decision_certificate add column note text,
  -- Why its officer took it back; null where a change of the paper did.
  add column withdrawn_why text check (withdrawn_why is null or withdrawn_at is not null);

-- Each signature of a decision-maker, in order: a deputy's that passes it up comes before the one that decides; whoever
-- signed may correct the outcome or withdraw the decision afterwards, with the reason as its note.
create table decision_verdict (
  id bigint generated always as identity primary key,
  decision_id bigint not null references decision_notice,
  verdict text not null check (verdict in ('approve', 'amend', 'refuse', 'refer-up', 'correct', 'withdraw')),
  signed_as text not null,
  -- Null for an earlier paper's decision-maker.
  staff_id bigint references staff,
  signed_on date,
  note text,
  at timestamptz not null default now(),
  check (verdict not in ('correct', 'withdraw') or note is not null)
);
create index on decision_verdict (decision_id);

-- What is left out of a notice before the public sees it: every occurrence of the passage, wherever it stands.
create table decision_redaction (
  id bigint generated always as identity primary key,
  decision_id bigint not null references decision_notice,
  passage text not null check (length(passage) between 2 and 2000),
  reason text not null check (length(reason) between 1 and 300),
  added_by bigint not null references staff,
  added_at timestamptz not null default now(),
  -- A second person agrees before anything is left out of what the public reads.
  agreed_by bigint references staff check (agreed_by <> added_by),
  agreed_at timestamptz,
  removed_at timestamptz,
  check ((agreed_by is null) = (agreed_at is null))
);
create index on decision_redaction (decision_id);

-- How an office decides: the form and the numbers of new notices, and what it does not accept in them.
create table decision_office (
  id bigint generated always as identity primary key,
  agency_id bigint not null unique references agency,
  scheme_id bigint not null references scheme,
  form text not null,
  -- 'YYYY/nn': YYYY and YY the year, each n a digit of the number.
  series text not null check (length(series) between 3 and 40),
  -- 'overlap', 'before-certificate', 'after-effect'
  refuses text[] not null default '{}',
  -- Staff who sign as deputy: they may approve and pass it up.
  deputies bigint[] not null default '{}',
  version integer not null default 1
);

-- A form of the office's own, beside those of the scheme's rules. A form that was used is never changed.
create table decision_form (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  code text not null,
  body jsonb not null,
  added_by bigint not null references staff,
  added_at timestamptz not null default now(),
  unique (scheme_id, code)
);

-- The public register. What is left out of a notice is in no column of it, and its history is not kept:
-- an edition takes the place of the one before.
create table register_entry (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  decision_id bigint not null unique references decision_notice,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  office text not null,
  number text not null,
  title text not null,
  outcome text not null,
  decided_on date,
  -- 'published'; 'withheld': number and reason alone; 'superseded', 'withdrawn': a tombstone says why.
  state text not null check (state in ('published', 'withheld', 'superseded', 'withdrawn')),
  reason text,
  superseded_by text,
  document jsonb,
  -- Words of what is published, for the search, and nothing else.
  words text not null default '',
  search tsvector not null generated always as (to_tsvector('english', words)) stored,
  edition integer not null default 1,
  example boolean not null,
  first_published_at timestamptz not null,
  published_at timestamptz not null,
  check (state = 'published' or reason is not null),
  check ((document is null) = (state in ('withheld', 'withdrawn')))
);
create index on register_entry using gin (search);
create index on register_entry (decided_on desc nulls last, id desc);

-- Grants, contracts and spending as they will be published.
create table publication_entry (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  kind text not null check (kind in ('grant', 'contract', 'spend')),
  -- What the ledger, the grant or the contract calls it: entered once.
  reference text not null check (length(reference) between 1 and 80),
  on_date date not null,
  ends_on date,
  recipient text not null check (length(recipient) between 1 and 200),
  purpose text not null,
  -- Of a grant: its reasons; of spending: why it is value for money.
  reasons text not null default '',
  conditions text not null default '',
  -- Where the copy of a contract is.
  copy_at text,
  amount_pence bigint not null,
  -- Where the line comes from.
  source text not null check (length(source) between 1 and 200),
  example boolean not null,
  entered_by bigint not null references staff,
  entered_at timestamptz not null default now(),
  removed_at timestamptz,
  removed_why text,
  check ((removed_at is null) = (removed_why is null)),
  check (ends_on is null or ends_on >= on_date)
);
create unique index publication_entry_once on publication_entry (agency_id, kind, reference) where removed_at is null;
create index on publication_entry (agency_id, kind, on_date);

-- Each file as it was published. A later edition does not take the place of an earlier one.
create table publication_file (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  office text not null,
  kind text not null check (kind in ('grant', 'contract', 'spend')),
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  edition integer not null,
  name text not null unique check (name ~ '^[a-z0-9-]+\.csv$'),
  lines integer not null,
  total_pence bigint not null,
  threshold_pence bigint not null,
  content text,
  sha256 text not null,
  -- Why it was taken off the register; then its content is gone.
  reason text,
  example boolean not null,
  published_at timestamptz not null,
  unique (agency_id, kind, month, edition),
  check ((content is null) = (reason is not null))
);
create index on publication_file (published_at desc, id desc);
