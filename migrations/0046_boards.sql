-- Boards: who reports to whom and since when, who sits on them, their meetings and papers; the objectives of Police and
-- Crime Plans; and the packs that a board is given. Nothing here names a person on the scheme.

create table board (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('board', 'sub-group', 'steering-group', 'partnership', 'other')),
  purpose text check (length(purpose) <= 3000),
  -- First and last day on which it stands; null: as far as anybody knows, always.
  from_on date,
  until_on date,
  dates_note text check (length(dates_note) <= 1000),
  -- The paper that tells of it.
  source text check (length(source) <= 300),
  example boolean not null,
  version integer not null default 1,
  unique (scheme_id, name),
  check (until_on >= from_on)
);

-- A board reports to another, took the place of another, or acts for another; each with its days.
create table board_line (
  id bigint generated always as identity primary key,
  board_id bigint not null references board,
  other_id bigint not null references board,
  kind text not null check (kind in ('reports-to', 'follows', 'acts-for')),
  from_on date,
  until_on date,
  note text check (length(note) <= 1000),
  removed boolean not null default false,
  version integer not null default 1,
  check (board_id <> other_id),
  check (until_on >= from_on)
);
create index on board_line (board_id);
create index on board_line (other_id);

create table board_member (
  id bigint generated always as identity primary key,
  board_id bigint not null references board,
  -- The post or office that sits there; the member of staff who holds it, where it is one of the scheme's.
  post text not null check (length(post) between 1 and 200),
  staff_id bigint references staff,
  role text not null check (role in ('chair', 'deputy-chair', 'member', 'secretary', 'attending')),
  -- The body that it represents.
  represents text not null check (length(represents) between 1 and 200),
  from_on date,
  until_on date,
  removed boolean not null default false,
  version integer not null default 1,
  check (until_on >= from_on)
);
create index on board_member (board_id);
create index on board_member (staff_id) where staff_id is not null;

create table board_meeting (
  id bigint generated always as identity primary key,
  board_id bigint not null references board,
  held_on date not null,
  starts_at text check (starts_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  place text check (length(place) <= 200),
  state text not null check (state in ('planned', 'held', 'cancelled')),
  cancelled_why text check (length(cancelled_why) <= 1000),
  minutes_state text not null default 'none' check (minutes_state in ('none', 'drafted', 'approved')),
  minutes text check (length(minutes) between 1 and 30000),
  -- As printed: what asserts an effect that no linked claim card bears out says so. [{id, lines}] of the cards linked.
  minutes_printed text,
  minutes_claims jsonb not null default '[]',
  minutes_marking text check (minutes_marking in ('not-protectively-marked', 'official', 'official-sensitive', 'restricted', 'confidential')),
  minutes_by bigint references staff,
  approved_by bigint references staff,
  approved_on date,
  opened_why text check (length(opened_why) <= 1000),
  example boolean not null default false,
  version integer not null default 1,
  unique (board_id, held_on),
  check ((minutes_state = 'none') = (minutes is null)),
  check (minutes is null or (minutes_by is not null and minutes_marking is not null and minutes_printed is not null)),
  check ((minutes_state = 'approved') = (approved_by is not null)),
  check (approved_by is null or approved_by <> minutes_by),
  check (minutes is null or state = 'held'),
  check ((state = 'cancelled') = (cancelled_why is not null))
);
create index on board_meeting (held_on);

create table board_agenda_item (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references board_meeting,
  number integer not null check (number between 1 and 200),
  title text not null check (length(title) between 1 and 300),
  presenter text check (length(presenter) <= 200),
  purpose text not null check (purpose in ('decide', 'discuss', 'note')),
  decision_id bigint references decision_notice,
  removed boolean not null default false,
  version integer not null default 1
);
create index on board_agenda_item (meeting_id);
create index on board_agenda_item (decision_id) where decision_id is not null;
create unique index board_agenda_item_number on board_agenda_item (meeting_id, number) where not removed;

create table board_paper (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references board_meeting,
  item_id bigint references board_agenda_item,
  title text not null check (length(title) between 1 and 300),
  author text not null check (length(author) between 1 and 200),
  marking text not null check (marking in ('not-protectively-marked', 'official', 'official-sensitive', 'restricted', 'confidential')),
  marking_reason text check (length(marking_reason) <= 500),
  body text not null check (length(body) between 1 and 30000),
  printed text not null,
  claims jsonb not null default '[]',
  -- A paper taken back stays, with why.
  withdrawn_why text check (length(withdrawn_why) between 1 and 1000),
  changed_by bigint not null references staff,
  changed_at timestamptz not null default now(),
  version integer not null default 1,
  check (marking in ('not-protectively-marked', 'official') or marking_reason is not null)
);
create index on board_paper (meeting_id);
create index on board_paper (item_id) where item_id is not null;

create table board_attendance (
  id bigint generated always as identity primary key,
  meeting_id bigint not null references board_meeting,
  member_id bigint not null references board_member,
  came text not null check (came in ('present', 'apologies', 'substitute', 'absent')),
  unique (meeting_id, member_id)
);
create index on board_attendance (member_id);

-- An action that a meeting gave.
alter table governance_action add column meeting_id bigint references board_meeting;
create index on governance_action (meeting_id) where meeting_id is not null;

-- Objectives of a Police and Crime Plan, and what serves them and shows them.
create table plan_objective (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- Whose plan it is, and what the plan calls itself.
  body text not null check (length(body) between 1 and 200),
  plan text not null check (length(plan) between 1 and 200),
  number text check (length(number) <= 20),
  title text not null check (length(title) between 1 and 300),
  detail text check (length(detail) <= 3000),
  from_on date,
  until_on date,
  -- Why nothing measures it, where somebody has said so.
  not_measured_why text check (length(not_measured_why) between 1 and 1000),
  source text check (length(source) <= 300),
  example boolean not null,
  version integer not null default 1,
  unique (scheme_id, plan, title),
  check (until_on >= from_on)
);

create table plan_objective_link (
  id bigint generated always as identity primary key,
  objective_id bigint not null references plan_objective,
  kind text not null check (kind in ('decision', 'grant', 'measure')),
  -- Of the decision or the grant; of a measure its code.
  ref_id bigint,
  measure text check (measure ~ '^[a-z0-9-]{1,60}$'),
  -- What it was called when it was linked.
  title text not null check (length(title) between 1 and 300),
  why text not null check (length(why) between 1 and 1000),
  added_by bigint not null references staff,
  added_at timestamptz not null default now(),
  removed boolean not null default false,
  check ((kind = 'measure') = (measure is not null)),
  check ((kind = 'measure') = (ref_id is null))
);
create unique index plan_objective_link_once on plan_objective_link (objective_id, kind, coalesce(ref_id::text, measure)) where not removed;

create table board_pack (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  board_id bigint not null references board,
  meeting_id bigint references board_meeting,
  title text not null check (length(title) between 1 and 200),
  -- Codes of its parts, in order; what is said under each of them, and the claim cards that this rests on.
  parts text[] not null,
  said jsonb not null default '{}',
  claims bigint[] not null default '{}',
  marking text not null check (marking in ('not-protectively-marked', 'official', 'official-sensitive', 'restricted', 'confidential')),
  state text not null check (state in ('draft', 'issued', 'dropped')),
  drafted_by bigint not null references staff,
  -- Of an issued pack: the text that its hash is of, and the document; neither ever changes.
  content text,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  document bytea,
  issued_by bigint references staff,
  issued_at timestamptz,
  replaces_id bigint references board_pack,
  example boolean not null default false,
  version integer not null default 1,
  check ((state = 'issued') = (content is not null and sha256 is not null and document is not null and issued_by is not null and issued_at is not null))
);
create index on board_pack (board_id);
create index on board_pack (meeting_id) where meeting_id is not null;
create index on board_pack (scheme_id, issued_at desc nulls first, id desc);
create unique index board_pack_replaced_once on board_pack (replaces_id) where replaces_id is not null and state = 'issued';

-- Each copy has its number, and whom it is for, on every page of it.
create table board_pack_copy (
  id bigint generated always as identity primary key,
  pack_id bigint not null references board_pack,
  number integer not null check (number between 1 and 500),
  recipient text not null check (length(recipient) between 1 and 200),
  document bytea not null,
  made_by bigint not null references staff,
  made_at timestamptz not null default now(),
  unique (pack_id, number)
);

-- Schemes that are there already; a new one starts with src/access/rights.ts.
insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, r.right, date '2000-01-01' from scheme s,
  (values ('scheme-manager', 'board:manage'), ('opcc-chief-executive', 'board:manage'),
    ('scheme-manager', 'minutes:approve'), ('opcc-chief-executive', 'minutes:approve'), ('opcc-commissioner', 'minutes:approve'),
    ('board-member', 'minutes:approve')) as r (role, "right")
on conflict do nothing;
