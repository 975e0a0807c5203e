-- Two people for what opens or closes sharing: one asks, a second confirms, and nothing opens before.

-- What is asked of an agreement: a signature entered or taken back, a variation signed, an end. A request is never written
-- over: it is confirmed, refused or withdrawn, or it lapses.
create table agreement_request (
  id bigint generated always as identity primary key,
  agreement_id bigint not null references agreement,
  kind text not null check (kind in ('sign', 'unsign', 'sign-variation', 'end')),
  party_id bigint references agreement_party,
  variation_id bigint references agreement_variation,
  signed_as text check (length(signed_as) between 1 and 200),
  signed_on date,
  -- Of an end after a day still to come.
  last_day date,
  -- Sharing is stopped while this waits; it does not lapse, and only a second person lets it open again.
  suspends boolean not null default false,
  why text check (length(why) between 1 and 2000),
  asked_by bigint not null references staff,
  asked_on date not null,
  asked_at timestamptz not null default now(),
  lapses_on date not null,
  state text not null default 'asked' check (state in ('asked', 'confirmed', 'refused', 'withdrawn')),
  decided_by bigint references staff,
  decided_at timestamptz,
  decided_why text check (length(decided_why) between 1 and 500),
  check ((kind = 'end') = (party_id is null)),
  check ((kind = 'sign-variation') = (variation_id is not null)),
  check (kind not in ('sign', 'sign-variation') or signed_as is not null or signed_on is not null),
  check (kind not in ('unsign', 'end') or why is not null),
  check (kind <> 'end' or suspends = (last_day is null)),
  check (not suspends or kind = 'end'),
  check (lapses_on <= asked_on + 28 and (last_day is null or lapses_on <= last_day)),
  check ((state = 'asked') = (decided_by is null)),
  check (state <> 'refused' or decided_why is not null),
  -- The second person is another.
  constraint agreement_request_second_person check (state not in ('confirmed', 'refused') or decided_by <> asked_by)
);
create index on agreement_request (agreement_id);
create index on agreement_request (party_id);
create index on agreement_request (variation_id);

alter table agreement_party
  add column entered_by bigint references staff,
  add column confirmed_by bigint references staff,
  add constraint agreement_party_second_person check (confirmed_by is null or confirmed_by <> entered_by),
  add constraint agreement_party_entered check ((entered_by is null) = (confirmed_by is null)),
  -- Those that stand from before have nobody's name on them; every other has two.
  add constraint agreement_party_confirmed check ((signed_on is null and signed_as is null) or confirmed_by is not null) not valid;

alter table agreement_variation_signature
  add column confirmed_by bigint references staff,
  add constraint agreement_variation_second_person check (confirmed_by <> recorded_by),
  add constraint agreement_variation_confirmed check (confirmed_by is not null) not valid;

alter table agreement
  -- Sharing is stopped from this day, by one person, until a second ends the agreement or lets it open again.
  add column suspended_on date,
  add column suspended_by bigint references staff,
  add column end_confirmed_by bigint references staff,
  add check ((suspended_on is null) = (suspended_by is null)),
  add constraint agreement_second_person check (end_confirmed_by is null or end_confirmed_by <> ended_by);

-- Schemes that are there already; a new one starts with src/access/rights.ts.
insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, 'agreement:confirm', date '2000-01-01' from scheme s,
  (values ('scheme-manager'), ('senior-probation-officer'), ('providers-manager'), ('board-member'),
    ('opcc-commissioner'), ('opcc-chief-executive')) as r (role)
on conflict do nothing;
