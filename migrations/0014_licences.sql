-- What somebody under sentence must keep to, what they were lent for it, and what follows when they do not.

-- The library of conditions. Its wording is a paraphrase of the policy that the Ministry of Justice publishes with the
-- code of its licence service; the days from which a policy was used are not published with it and are examples.
create table condition_policy (
  version text primary key,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  source text not null,
  days_are_examples boolean not null
);

create table condition_library (
  code text primary key,
  kind text not null check (kind in ('standard', 'additional')),
  regime text not null check (regime in ('licence', 'post-sentence-supervision')),
  category text not null,
  wording text not null,
  -- What has to be filled in stands in square brackets.
  needs_input boolean not null generated always as (wording like '%[%') stored,
  position integer not null,
  policies text[] not null
);

insert into condition_policy (version, valid_from, valid_to, source, days_are_examples) values
  ('2.0', '2022-01-01', '2023-01-01', 'ministryofjustice/create-and-vary-a-licence, policy 2.0', true),
  ('2.1', '2023-01-01', '2024-07-01', 'ministryofjustice/create-and-vary-a-licence, policy 2.1', true),
  ('3.0', '2024-07-01', '2026-01-01', 'ministryofjustice/create-and-vary-a-licence, policy 3.0', true),
  ('4.0', '2026-01-01', null, 'ministryofjustice/create-and-vary-a-licence, policy 4.0', true);

insert into condition_library (code, kind, regime, category, wording, position, policies)
select c.code, 'standard', 'licence', 'Standard', c.wording, c.position, c.policies::text[] from (values
  ('std-behaviour', 'Behave well, and do nothing that undermines the purpose of the licence.', 1, '{2.0,2.1,3.0,4.0}'),
  ('std-no-offence', 'Commit no offence.', 2, '{2.0,2.1,3.0,4.0}'),
  ('std-keep-in-touch', 'Keep in touch with your supervising officer as they instruct you.', 3, '{2.0,2.1,3.0,4.0}'),
  ('std-visits', 'Let your supervising officer visit you, as they instruct you.', 4, '{2.0,2.1,3.0,4.0}'),
  ('std-reside', 'Live where your supervising officer has approved, and ask before staying a night anywhere else.', 5, '{2.0,2.1,3.0,4.0}'),
  ('std-names', 'Tell your supervising officer if you use any name that is not on your licence.', 6, '{2.0,2.1,3.0,4.0}'),
  ('std-contact-details', 'Tell your supervising officer when your phone number, email or other contact details change.', 7, '{2.0,2.1,3.0,4.0}'),
  ('std-work', 'Work only as your supervising officer approves, and tell them before you take work up.', 8, '{2.0,2.1,3.0,4.0}'),
  ('std-travel', 'Do not leave the United Kingdom, the Channel Islands or the Isle of Man without permission.', 9, '{2.0,2.1,3.0,4.0}'),
  ('std-drug-testing', 'Mandatory drug testing, where it is ordered.', 10, '{4.0}')) as c (code, wording, position, policies);

insert into condition_library (code, kind, regime, category, wording, position, policies)
select c.code, 'standard', 'post-sentence-supervision', 'Standard', c.wording, c.position, '{2.0,2.1,3.0,4.0}' from (values
  ('pss-behaviour', 'Behave well, and do nothing that undermines the purpose of the supervision: rehabilitation.', 1),
  ('pss-no-offence', 'Commit no offence.', 2),
  ('pss-keep-in-touch', 'Keep in touch with your supervisor as they instruct you.', 3),
  ('pss-visits', 'Let your supervisor visit you, as they instruct you.', 4),
  ('pss-reside', 'Live where your supervisor has approved, and ask before staying a night anywhere else.', 5),
  ('pss-work', 'Work only as your supervisor approves, and tell them before you take work up.', 6),
  ('pss-travel', 'Do not leave the United Kingdom, the Channel Islands or the Isle of Man without permission, unless the law requires it.', 7),
  ('pss-activities', 'Take part in activities as your supervisor instructs you.', 8)) as c (code, wording, position);

insert into condition_library (code, kind, regime, category, wording, position, policies)
select c.code, 'additional', c.regime, c.category, c.wording, c.position, c.policies::text[] from (values
  ('add-region', 'licence', 'Residence at a specific place', 'While you have no fixed address, stay overnight within the probation region [region].', 1, '{2.0,2.1,3.0,4.0}'),
  ('add-household', 'licence', 'Restriction of residency', 'Do not stay, even for one night, in a household with [any] child under [age] without approval.', 2, '{2.0,2.1,3.0,4.0}'),
  ('add-medical', 'licence', 'Contact with a person', 'Keep the appointments made for you with a [psychiatrist, psychologist or medical practitioner].', 3, '{2.0,2.1,3.0,4.0}'),
  ('add-not-contact-named', 'licence', 'Contact with a person', 'Do not contact or associate with [names] without approval.', 4, '{2.0,2.1,3.0,4.0}'),
  ('add-not-contact-prisoners', 'licence', 'Contact with a person', 'Do not contact anybody in custody without approval.', 5, '{2.0,2.1,3.0,4.0}'),
  ('add-not-contact-victims', 'licence', 'Contact with a person', 'Do not approach or communicate with any victim of your offences without approval.', 6, '{3.0,4.0}'),
  ('add-prolific', 'licence', 'Programmes and activities', 'Do what your supervising officer requires so that you address your [prolific offending].', 7, '{2.0,2.1,3.0,4.0}'),
  ('add-iom', 'licence', 'Programmes and activities', 'Engage with the integrated offender management team and follow its instructions.', 8, '{3.0,4.0}'),
  ('add-services', 'licence', 'Programmes and activities', 'Register and engage with [housing, benefits or an education provider] as your supervising officer requires.', 9, '{3.0,4.0}'),
  ('add-job-centre', 'licence', 'Programmes and activities', 'Keep your appointments at the job centre.', 10, '{4.0}'),
  ('add-phones', 'licence', 'Items and documents', 'Own no more than one mobile phone or SIM card without approval, and give its details.', 11, '{2.0,2.1,3.0,4.0}'),
  ('add-passport', 'licence', 'Items and documents', 'Hand your passport to your supervising officer, and say if you mean to apply for another.', 12, '{2.0,2.1,3.0,4.0}'),
  ('add-item', 'licence', 'Items and documents', 'Do not own or carry [item] without approval.', 13, '{2.0,2.1,3.0,4.0}'),
  ('add-vehicle', 'licence', 'Disclosure of information', 'Give details of any vehicle that you own, hire or use regularly, before you use it.', 14, '{2.0,2.1,3.0,4.0}'),
  ('add-relationships', 'licence', 'Disclosure of information', 'Tell your supervising officer of any relationship that begins, changes or ends.', 15, '{2.0,2.1,3.0,4.0}'),
  ('add-curfew', 'licence', 'Curfew', 'Stay at your approved address between [time] and [time] each day. Reviewed every [week or month].', 16, '{2.0,2.1,3.0,4.0}'),
  ('add-area', 'licence', 'Freedom of movement', 'Do not enter the area shown on the map without approval.', 17, '{2.0,2.1,3.0,4.0}'),
  ('add-premises', 'licence', 'Freedom of movement', 'Do not enter [premises or road] without approval.', 18, '{2.0,2.1,3.0,4.0}'),
  ('add-drinking-places', 'licence', 'Freedom of movement', 'Do not enter a place whose business is selling alcohol [at any time, or between times] without approval.', 19, '{4.0}'),
  ('add-report-ap', 'licence', 'Supervision in the community', 'Report to staff at [approved premises] at [times]. Reviewed every [week or month].', 20, '{2.0,2.1,3.0,4.0}'),
  ('add-report-police', 'licence', 'Supervision in the community', 'Report to [police station] at [times]. Reviewed every [week or month].', 21, '{2.0,2.1,3.0,4.0}'),
  ('add-websites', 'licence', 'Restriction of conduct', 'Do not use any site or app for [purpose] without permission.', 22, '{3.0,4.0}'),
  ('add-extremism', 'licence', 'Extremism', 'Do not contact anybody whom you know or believe to be charged with or convicted of an extremist offence, without approval.', 23, '{2.0,2.1,3.0,4.0}'),
  ('add-polygraph', 'licence', 'Polygraph', 'Attend polygraph sessions and do what you are asked there.', 24, '{2.0,2.1,3.0,4.0}'),
  ('add-substances', 'licence', 'Drugs, alcohol and solvents', 'Go where your supervising officer directs you, to address your use of [drugs, alcohol or solvents].', 25, '{2.0,2.1,3.0,4.0}'),
  ('add-em-exclusion', 'licence', 'Electronic monitoring', 'Wear a tag, keep it charged and working, so that your exclusion zone can be monitored.', 26, '{2.0,2.1,3.0,4.0}'),
  ('add-em-curfew', 'licence', 'Electronic monitoring', 'Wear a tag, keep it charged and working, so that your curfew can be monitored.', 27, '{2.0,2.1,3.0,4.0}'),
  ('add-em-trail', 'licence', 'Electronic monitoring', 'Wear a satellite tag until [day], so that where you go can be monitored.', 28, '{2.0,2.1,3.0,4.0}'),
  ('add-em-attendance', 'licence', 'Electronic monitoring', 'Wear a tag, so that your attendance at appointments can be monitored.', 29, '{2.0,2.1,3.0,4.0}'),
  ('add-em-alcohol', 'licence', 'Electronic monitoring', 'Wear a tag until [day], so that how much alcohol you drink can be monitored.', 30, '{2.0,2.1,3.0,4.0}'),
  ('add-em-abstinence', 'licence', 'Electronic monitoring', 'Drink no alcohol until [day], and wear a tag that shows it.', 31, '{2.0,2.1,3.0,4.0}'),
  ('add-search', 'licence', 'Terrorist personal search', 'Let the police search you, and any vehicle you are with, when they ask.', 32, '{3.0,4.0}'),
  ('add-cash', 'licence', 'Serious organised crime', 'Carry no more than [amount] in cash without approval.', 33, '{3.0,4.0}'),
  ('pss-drug-appointment', 'post-sentence-supervision', 'Drug appointment', 'Attend [place] as directed, to address your use of drugs.', 1, '{2.0,2.1,3.0,4.0}'),
  ('pss-drug-testing', 'post-sentence-supervision', 'Drug testing', 'Give samples for drug testing when you are instructed to.', 2, '{2.0,2.1,3.0,4.0}')) as c (code, regime, category, wording, position, policies);

-- A licence, order or supervision as the scheme keeps it, beside probation's extract, which stays as it was sent.
create table licence (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  -- The extract's row that it follows, if there is one.
  supervision_id bigint references supervision on delete set null,
  order_type text not null check (order_type in ('community-order', 'suspended-sentence-order', 'licence', 'post-sentence-supervision', 'youth-order')),
  from_day date not null,
  to_day date check (to_day >= from_day),
  sentence text,
  sentence_kind text check (sentence_kind in ('standard-determinate', 'extended', 'life', 'other')),
  sentence_days integer check (sentence_days between 1 and 36600),
  -- The court that made it or the prison that released on it.
  made_by text,
  officer_id bigint references staff,
  -- For the acquisitive-crime tag; null is not known.
  force text,
  qualifying boolean,
  longest_qualifies boolean,
  state text not null check (state in ('in-force', 'ended', 'withdrawn')),
  ended_on date,
  ended_how text check (ended_how in ('completed', 'revoked', 'recalled', 'replaced')),
  ended_why text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (state <> 'ended' or (ended_on is not null and ended_how is not null))
);
create index on licence (person_id, from_day);
create index on licence (supervision_id);

-- One variation, and the making of it: conditions name the one that brought them in and the one that took them out.
create table licence_variation (
  id bigint generated always as identity primary key,
  licence_id bigint not null references licence,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  is_first boolean not null,
  effective_on date not null,
  why text,
  approved_by text,
  approved_on date,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  created_at timestamptz not null default now(),
  created_by bigint references staff,
  check (is_first or (why is not null and approved_by is not null and approved_on is not null))
);
create index on licence_variation (licence_id);
create index on licence_variation (person_id);

create table licence_condition (
  id bigint generated always as identity primary key,
  licence_id bigint not null references licence,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  kind text not null check (kind in ('standard', 'additional', 'bespoke')),
  policy text references condition_policy,
  code text references condition_library,
  category text not null,
  wording text not null,
  -- In force from this day, and no longer from that one.
  from_day date not null,
  to_day date check (to_day >= from_day),
  added_by bigint not null references licence_variation,
  ended_by bigint references licence_variation,
  -- The condition that this one stands in the place of: an amendment.
  replaces bigint references licence_condition,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}'
);
create index on licence_condition (licence_id);
create index on licence_condition (person_id, from_day);

create table curfew (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  licence_id bigint references licence,
  agency_id bigint not null references agency,
  -- Monday is 1. The day is the one on which the curfew begins; one that ends earlier than it begins ends on the next.
  days integer[] not null check (cardinality(days) > 0 and days <@ array[1, 2, 3, 4, 5, 6, 7]),
  from_time text not null check (from_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  to_time text not null check (to_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and to_time <> from_time),
  from_day date not null,
  to_day date check (to_day >= from_day),
  ended_why text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff
);
create index on curfew (person_id);
create index on curfew (licence_id);

-- The hours are for all who work with the person; the address has a handling of its own.
create table curfew_address (
  id bigint generated always as identity primary key,
  curfew_id bigint not null references curfew,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  address text not null,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}'
);
create index on curfew_address (curfew_id);
create index on curfew_address (person_id);

-- Where somebody must not go: never why, and never whose address it protects.
create table exclusion_zone (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  licence_id bigint references licence,
  agency_id bigint not null references agency,
  name text not null,
  places text[] not null default '{}',
  -- [[latitude, longitude], …], at least three, or none.
  boundary jsonb not null default '[]',
  protective boolean not null,
  from_day date not null,
  to_day date check (to_day >= from_day),
  ended_why text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check (cardinality(places) > 0 or jsonb_array_length(boundary) >= 3)
);
create index on exclusion_zone (person_id);
create index on exclusion_zone (licence_id);

-- What the boundary was drawn round, for those who draw it.
create table zone_centre (
  id bigint generated always as identity primary key,
  zone_id bigint not null references exclusion_zone,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  latitude double precision not null check (latitude between 49 and 61),
  longitude double precision not null check (longitude between -9 and 3),
  radius_metres integer not null check (radius_metres between 50 and 100000),
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}'
);
create index on zone_centre (zone_id);
create index on zone_centre (person_id);

-- What was fitted, issued or lent, and whether it came back.
create table compliance_item (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  licence_id bigint references licence,
  agency_id bigint not null references agency,
  kind text not null check (kind in ('tag', 'bus-pass', 'gym', 'phone', 'other')),
  tag_type text check (tag_type in ('curfew', 'location', 'exclusion-zone', 'attendance', 'alcohol-monitoring', 'alcohol-abstinence')),
  what text not null,
  value_pence integer not null check (value_pence between 0 and 100000000),
  issued_on date not null,
  issued_by bigint not null references staff,
  due_back_on date check (due_back_on >= issued_on),
  state text not null check (state in ('out', 'returned', 'lost', 'kept', 'withdrawn')),
  ended_on date check (ended_on >= issued_on),
  ended_note text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check ((kind = 'tag') = (tag_type is not null)),
  check ((state = 'out') = (ended_on is null))
);
create index on compliance_item (person_id);
create index on compliance_item (licence_id);
create index on compliance_item (due_back_on) where state = 'out';

-- The minutes that handling them takes.
create table compliance_time (
  id bigint generated always as identity primary key,
  item_id bigint not null references compliance_item,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  on_day date not null,
  minutes integer not null check (minutes between 1 and 1440),
  what text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  created_at timestamptz not null default now()
);
create index on compliance_time (item_id);
create index on compliance_time (person_id);
create index on compliance_time (on_day);

-- A failure to comply and what was made of it. Only of somebody whom an order or licence held on that day.
create table enforcement_case (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  contact_id bigint unique references contact,
  order_type text not null check (order_type in ('community-order', 'suspended-sentence-order', 'licence', 'post-sentence-supervision', 'youth-order')),
  order_ends date,
  failed_on date not null,
  what text not null,
  state text not null check (state in ('to-decide', 'acceptable', 'warning-due', 'warned', 'covered', 'breach-due', 'breach-laid',
    'breach-decided', 'recall-considered', 'recall-asked', 'recalled', 'not-recalled', 'not-pursued', 'void')),
  -- By when something has to be done about it, by the scheme's rule of that day.
  due_on date,
  acted_on date,
  warned_on date,
  circumstances text,
  -- Why recall was considered: risk-increased | contact-broken-down | both.
  recall_because text check (recall_because in ('risk-increased', 'contact-broken-down', 'both')),
  alternatives text[] not null default '{}',
  asked_by bigint references staff,
  recall_kind text check (recall_kind in ('standard', 'fixed-term')),
  court text,
  hearing_on date,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff
);
create index on enforcement_case (person_id, failed_on desc);
create index on enforcement_case (due_on) where acted_on is null;

create table enforcement_step (
  id bigint generated always as identity primary key,
  case_id bigint not null references enforcement_case,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  at timestamptz not null default now(),
  move text not null,
  was text,
  became text not null,
  why text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}'
);
create index on enforcement_step (case_id);
create index on enforcement_step (person_id);

create table warrant (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  case_id bigint references enforcement_case,
  kind text not null check (kind in ('recall', 'breach', 'arrest')),
  reference text,
  issued_on date not null,
  issued_by text not null,
  state text not null check (state in ('open', 'executed', 'withdrawn')),
  ended_on date check (ended_on >= issued_on),
  ended_note text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  check ((state = 'open') = (ended_on is null))
);
create index on warrant (person_id);
create index on warrant (case_id);
create index on warrant (issued_on) where state = 'open';

create table warrant_attempt (
  id bigint generated always as identity primary key,
  warrant_id bigint not null references warrant,
  person_id bigint not null references person,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  at timestamptz not null,
  place text not null,
  result text not null check (result in ('executed', 'not-there', 'refused', 'wrong-address', 'other')),
  note text,
  handling text not null check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  created_at timestamptz not null default now()
);
create index on warrant_attempt (warrant_id);
create index on warrant_attempt (person_id);
