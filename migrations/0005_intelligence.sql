-- What is known, and who must know? One item a report, graded 3x5x2; the source is never in it.

create table intelligence_report (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  agency_id bigint not null references agency,
  author_id bigint not null references staff,
  state text not null check (state in ('draft', 'submitted', 'accepted', 'returned', 'refused', 'discarded')),
  -- 3x5x2: 1 reliable, 2 untested, 3 not reliable; A known directly … E suspected to be false; P lawful
  -- sharing permitted, C with conditions.
  source_grade smallint check (source_grade between 1 and 3),
  assessment text check (assessment in ('A', 'B', 'C', 'D', 'E')),
  handling_code text check (handling_code in ('P', 'C')),
  conditions text check (length(conditions) between 1 and 2000),
  -- Goes up whenever the conditions change: what was acknowledged before is asked again.
  conditions_no integer not null default 0,
  -- How it is known, as a code: never who said it.
  provenance text check (provenance in ('observed', 'agency-record', 'community', 'prison', 'partner', 'open-source')),
  marking text not null default 'OFFICIAL-SENSITIVE' check (marking in ('OFFICIAL', 'OFFICIAL-SENSITIVE')),
  handling text not null default 'statutory' check (handling in ('partners', 'statutory', 'named', 'own')),
  named_agencies bigint[] not null default '{}',
  -- Whom it is about, kept by a trigger from report_person: the policy opens it to those with a reason for each.
  person_ids bigint[] not null default '{}',
  observed_on date,
  submitted_at timestamptz,
  reviewed_at timestamptz,
  reviewed_by bigint references staff,
  created_at timestamptz not null default now(),
  version integer not null default 1,
  -- Nobody reviews their own.
  check (reviewed_by <> author_id),
  check (state not in ('accepted', 'returned', 'refused') or reviewed_by is not null),
  -- Ungraded stays a draft.
  check (state in ('draft', 'discarded') or (source_grade is not null and assessment is not null
    and handling_code is not null and provenance is not null)),
  check (handling_code is distinct from 'C' or conditions is not null)
);
create index on intelligence_report (scheme_id, state, submitted_at desc);
create index on intelligence_report (author_id, id desc);
create index on intelligence_report using gin (person_ids);

-- What is shared. Apart from the head, because under conditions it opens only to those who have seen them.
create table intelligence_text (
  report_id bigint primary key references intelligence_report,
  body text not null check (length(body) <= 20000)
);

-- The text as it was sent and detail that goes no further.
create table intelligence_original (
  report_id bigint primary key references intelligence_report,
  agency_id bigint not null references agency,
  author_id bigint not null references staff,
  body text not null check (length(body) <= 20000),
  sent text check (length(sent) <= 20000)
);

-- Whom it is about in the author's words, when they could not or may not choose a person on the record.
create table intelligence_naming (
  report_id bigint primary key references intelligence_report,
  author_id bigint not null references staff,
  body text not null check (length(body) <= 2000)
);

create table report_person (
  report_id bigint not null references intelligence_report,
  person_id bigint not null references person,
  linked_by bigint not null references staff,
  at timestamptz not null default now(),
  primary key (report_id, person_id)
);
create index on report_person (person_id);

-- Each review, with what the author is told.
create table intelligence_review (
  id bigint generated always as identity primary key,
  report_id bigint not null references intelligence_report,
  author_id bigint not null references staff,
  reviewer_id bigint not null references staff check (reviewer_id <> author_id),
  verdict text not null check (verdict in ('accept', 'return', 'refuse', 'reopen')),
  note text not null default '' check (length(note) <= 2000),
  at timestamptz not null default now()
);
create index on intelligence_review (report_id, id desc);

create table intelligence_acknowledgement (
  report_id bigint not null references intelligence_report,
  staff_id bigint not null references staff,
  conditions_no integer not null,
  at timestamptz not null default now(),
  primary key (report_id, staff_id, conditions_no)
);
