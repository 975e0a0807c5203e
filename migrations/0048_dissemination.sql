-- Reports sent on, numbered copies, recall, what they are about besides people, and concerns sent to the safeguarding hub.

-- What came of an accepted report, in words for its author.
alter table intelligence_review drop constraint intelligence_review_verdict_check;
alter table intelligence_review add constraint intelligence_review_verdict_check
  check (verdict in ('accept', 'return', 'refuse', 'reopen', 'used', 'not-used'));

-- An address, a vehicle or an offence that a report is about. A recorded offence is named by its number alone: its
-- words are read under its own policy, because a link never loosens what it leads to.
create table report_thing (
  id bigint generated always as identity primary key,
  report_id bigint not null references intelligence_report,
  kind text not null check (kind in ('address', 'vehicle', 'offence')),
  -- Postcode, registration or crime reference in one way of writing, so that the same thing is found again.
  reference text check (length(reference) between 1 and 40),
  detail text not null default '' check (length(detail) <= 300),
  offence_id bigint references offence,
  linked_by bigint not null references staff,
  at timestamptz not null default now(),
  check (reference is not null or detail <> '' or offence_id is not null),
  check (offence_id is null or kind = 'offence')
);
create index on report_thing (report_id);
create index on report_thing (kind, reference) where reference is not null;
create index on report_thing (offence_id) where offence_id is not null;

-- One sending of one accepted report.
create table dissemination (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  report_id bigint not null references intelligence_report,
  sent_by bigint not null references staff,
  -- What those who get it are to do with it.
  purpose text not null check (length(purpose) between 1 and 1000),
  -- Of this sending, besides the report's own.
  conditions text check (length(conditions) between 1 and 2000),
  sent_at timestamptz not null default now(),
  opens_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check (expires_at > opens_at)
);
create index on dissemination (report_id, id desc);

-- A copy in somebody's hands: sent to them, printed, saved as a file, given to a program, or read on the screen and
-- recalled since. Numbered within its report.
create table dissemination_copy (
  id bigint generated always as identity primary key,
  report_id bigint not null references intelligence_report,
  no integer not null,
  -- For a printed or saved copy: the sending by which they could read it.
  dissemination_id bigint references dissemination,
  kind text not null check (kind in ('sent', 'printed', 'file', 'api', 'read')),
  staff_id bigint not null references staff,
  agency_id bigint not null references agency,
  -- 'person', 'role:front-line-officer', 'agency:3', 'shift:2'.
  through text not null default 'person',
  made_at timestamptz not null default now(),
  opened_at timestamptz,
  acknowledged_at timestamptz,
  destroyed_at timestamptz,
  unique (report_id, no),
  check (kind <> 'sent' or dissemination_id is not null)
);
create index on dissemination_copy (staff_id, id desc);
create index on dissemination_copy (dissemination_id) where dissemination_id is not null;

-- Never taken back: whoever is to have a report again is sent it again. Without a sending, of all copies there are.
create table dissemination_recall (
  id bigint generated always as identity primary key,
  report_id bigint not null references intelligence_report,
  dissemination_id bigint references dissemination,
  why text not null check (length(why) between 1 and 1000),
  recalled_by bigint not null references staff,
  at timestamptz not null default now()
);
create index on dissemination_recall (report_id);
create index on dissemination_recall (dissemination_id) where dissemination_id is not null;

-- A concern about a child or an adult at risk, as it was sent to the safeguarding hub: what was chosen, in the words
-- that were previewed, and nothing else. It is not changed; what became of it stands in safeguarding_step.
create table safeguarding_concern (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  -- Who sent it.
  staff_id bigint not null references staff,
  hub_agency_id bigint references agency,
  -- The rule that said who the hub is.
  rule_id bigint not null references rule_version,
  -- The member through whom it came up, for the senders alone.
  person_id bigint references person,
  about text not null check (about in ('child', 'adult')),
  urgent boolean not null,
  -- Who took the call, where it was urgent.
  phoned text check (length(phoned) between 1 and 300),
  -- [{label, value}] in order: all that the hub gets.
  fields jsonb not null,
  way text not null check (way in ('in-app', 'file')),
  sent_at timestamptz not null default now(),
  check (not urgent or phoned is not null),
  check (way <> 'in-app' or hub_agency_id is not null)
);
create index on safeguarding_concern (staff_id, id desc);
create index on safeguarding_concern (hub_agency_id, id desc);
create index on safeguarding_concern (person_id) where person_id is not null;

-- What the hub answered, the newest last; by the hub itself, or noted by the sender where it answered otherwise.
create table safeguarding_step (
  id bigint generated always as identity primary key,
  concern_id bigint not null references safeguarding_concern,
  state text not null check (state in ('sent', 'received', 'more-needed', 'answered', 'taken-on', 'signposted', 'no-action', 'closed')),
  note text not null default '' check (length(note) <= 2000),
  staff_id bigint not null references staff,
  by_hub boolean not null,
  at timestamptz not null default now()
);
create index on safeguarding_step (concern_id, id);

-- Who opened a report, asked when it is recalled.
create index audit_report_opened on audit_entry (subject_id) where subject = 'intelligence_report' and kind = 'opened';
create index on intelligence_review (author_id, id desc);

-- The rights of schemes that run already; new ones begin with them.
insert into role_right (scheme_id, role, "right", from_date)
select s.id, g.role, g."right", current_date from scheme s, (values
  ('scheme-manager', 'intelligence:disseminate'), ('scheme-manager', 'intelligence:receive'), ('scheme-manager', 'safeguarding:send'),
  ('senior-probation-officer', 'intelligence:receive'), ('senior-probation-officer', 'safeguarding:send'),
  ('police-offender-manager', 'intelligence:receive'), ('police-offender-manager', 'safeguarding:send'),
  ('probation-offender-manager', 'intelligence:receive'), ('probation-offender-manager', 'safeguarding:send'),
  ('youth-justice-officer', 'intelligence:receive'), ('youth-justice-officer', 'safeguarding:send'),
  ('analyst', 'intelligence:receive'),
  ('front-line-officer', 'intelligence:receive'), ('front-line-officer', 'safeguarding:send'),
  ('link-worker', 'intelligence:submit'), ('link-worker', 'safeguarding:send'),
  ('providers-worker', 'intelligence:submit'), ('providers-worker', 'safeguarding:send'),
  ('prison-offender-manager', 'intelligence:submit'), ('prison-offender-manager', 'safeguarding:send'),
  ('safeguarding-officer', 'safeguarding:answer')) g (role, "right")
on conflict do nothing;
