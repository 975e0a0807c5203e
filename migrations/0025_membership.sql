-- Episodes of membership in full: transition to adult services, moves between teams and schemes with acceptance, views
-- of the cohort, copies that left the system, and agencies that succeed one another.

-- A young person's way to adult services, in words for everybody who works with them.
alter table membership add column transition_plan text check (length(transition_plan) between 1 and 4000);

alter table membership_change drop constraint membership_change_what_check;
alter table membership_change add constraint membership_change_what_check
  check (what in ('rag', 'tier', 'strand', 'state', 'base', 'review', 'statutory', 'transition'));
-- The day from which it holds, where that is not the day it was written.
alter table membership_change add column effective_on date;

create table membership_transfer (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  membership_id bigint not null references membership,
  from_scheme_id bigint not null references scheme,
  from_team_id bigint not null references team,
  to_scheme_id bigint not null references scheme,
  to_base_id bigint not null references base,
  to_team_id bigint not null references team,
  state text not null check (state in ('requested', 'accepted', 'declined', 'withdrawn')),
  why text not null check (length(why) between 1 and 2000),
  -- What the receiving side decides by: it sees neither name nor record before it has accepted.
  about text not null check (length(about) between 1 and 4000),
  requested_by bigint not null references staff,
  requested_at timestamptz not null,
  answered_by bigint references staff,
  answered_at timestamptz,
  answer text,
  -- In the receiving scheme, where it is another.
  new_membership_id bigint references membership,
  version integer not null default 1,
  check ((state = 'requested') = (answered_at is null)),
  check (to_team_id <> from_team_id)
);
create unique index membership_transfer_asked on membership_transfer (membership_id) where state = 'requested';
create index on membership_transfer (person_id);
create index on membership_transfer (membership_id);
create index on membership_transfer (to_team_id, state);
create index on membership_transfer (to_scheme_id, state);
create index on membership_transfer (new_membership_id);

-- A filter of the cohort that somebody keeps for themselves: codes and ids, never a name that was looked for.
create table cohort_view (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff,
  scheme_id bigint not null references scheme,
  name text not null check (length(name) between 1 and 60),
  query text not null check (length(query) <= 400 and query !~ '(^|&)text='),
  unique (staff_id, scheme_id, name)
);

-- Copies of the cohort that left the system: who has one, what it is marked with, and when it has to be gone. Whom it
-- shows is in the audit.
create table export_copy (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  staff_id bigint not null references staff,
  agency_id bigint not null references agency,
  marking text not null,
  purpose text not null check (length(purpose) between 1 and 500),
  query text not null check (length(query) <= 400),
  people integer not null,
  made_at timestamptz not null,
  -- The download ends; the copies have to be gone by the day.
  link_until timestamptz not null,
  destroy_by date not null,
  downloads integer not null default 0,
  last_at timestamptz,
  destroyed_at timestamptz,
  destroyed_how text,
  version integer not null default 1,
  check ((destroyed_at is null) = (destroyed_how is null))
);
create index on export_copy (scheme_id, id desc);
create index on export_copy (staff_id, destroy_by) where destroyed_at is null;

-- One agency ends and others take over its work from a day.
create table agency_succession (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  from_agency_id bigint not null references agency,
  on_day date not null,
  state text not null check (state in ('draft', 'moving', 'done', 'withdrawn')),
  -- Holds the old agency's records, and takes whatever nobody was named for.
  heir_id bigint not null references agency,
  successor_ids bigint[] not null,
  -- How cases are shared out where they do not follow their worker: {"by": "tier", "to": {"1": 4}}.
  cases jsonb not null default '{"by": "worker", "to": {}}',
  why text not null check (length(why) between 1 and 2000),
  made_by bigint not null references staff,
  made_at timestamptz not null,
  done_at timestamptz,
  version integer not null default 1,
  check (heir_id = any (successor_ids)),
  check (from_agency_id <> all (successor_ids))
);
create unique index agency_succession_open on agency_succession (from_agency_id) where state in ('draft', 'moving', 'done');
create index on agency_succession (heir_id);

-- Which successor a worker or a service goes to, where it is not the heir.
create table succession_choice (
  succession_id bigint not null references agency_succession,
  what text not null check (what in ('staff', 'service')),
  row_id bigint not null,
  to_agency_id bigint not null references agency,
  primary key (succession_id, what, row_id)
);

-- Which successor a listed person goes to, whatever the rule says.
create table succession_person (
  id bigint generated always as identity primary key,
  succession_id bigint not null references agency_succession,
  person_id bigint not null references person,
  to_agency_id bigint not null references agency,
  unique (succession_id, person_id)
);
create index on succession_person (person_id);

-- What a succession moves: frozen when it begins, so that one that was cut off goes on where it stopped.
create table succession_item (
  id bigint generated always as identity primary key,
  succession_id bigint not null references agency_succession,
  what text not null check (what in ('staff', 'service', 'allocation', 'contact', 'made-referral', 'referral', 'cover', 'party', 'reason', 'extract')),
  row_id bigint not null,
  to_agency_id bigint not null references agency,
  -- An allocation whose case goes elsewhere than its worker ends, and somebody has to lead the case anew.
  ends boolean not null default false,
  moved_at timestamptz,
  unique (succession_id, what, row_id)
);
create index succession_item_left on succession_item (succession_id, id) where moved_at is null;

-- Where somebody worked when: only those who ever changed have lines here.
create table staff_agency (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff,
  agency_id bigint not null references agency,
  from_day date not null,
  -- Half-open; null while it lasts.
  to_day date check (to_day >= from_day),
  succession_id bigint references agency_succession
);
create index on staff_agency (staff_id, from_day);
create index on staff_agency (succession_id);

-- A referral that went on with another provider: who had it until the day.
create table referral_transfer (
  id bigint generated always as identity primary key,
  referral_id bigint not null references referral,
  person_id bigint not null references person,
  from_service_id bigint not null references service,
  to_service_id bigint not null references service,
  from_agency_id bigint not null references agency,
  to_agency_id bigint not null references agency,
  on_day date not null,
  why text not null check (length(why) between 1 and 2000),
  staff_id bigint not null references staff,
  at timestamptz not null,
  succession_id bigint references agency_succession
);
create index on referral_transfer (referral_id, id);
create index on referral_transfer (person_id);
create index on referral_transfer (from_service_id);
create index on referral_transfer (to_service_id);
create index on referral_transfer (succession_id);

insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, r.name, current_date from scheme s, (values
  ('scheme-manager', 'membership:transfer'), ('senior-probation-officer', 'membership:transfer'), ('police-offender-manager', 'membership:transfer'),
  ('probation-offender-manager', 'membership:transfer'), ('youth-justice-officer', 'membership:transfer'),
  ('scheme-manager', 'agency:succeed'), ('administrator', 'agency:succeed'), ('scheme-manager', 'see:exports'), ('auditor', 'see:exports')) as r (role, name)
on conflict do nothing;
