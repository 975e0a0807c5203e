-- Photos of people, how long events are kept, groups to which a report was sent, and who is told that a tasking is late.

-- A photo that an agency gave, of the person as one of the records has them: it goes where that record goes. One is
-- shown at a time; earlier ones stand here without being shown, until the scheme's rule lets them go.
create table person_photo (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  record_id bigint not null references source_record on delete cascade,
  agency_id bigint not null references agency,
  staff_id bigint not null references staff,
  given_at timestamptz not null default now(),
  taken_on date not null,
  why text not null check (length(why) between 1 and 500),
  -- 'to-confirm': whose record it is was decided anew, so that somebody has to say again whom it shows.
  state text not null check (state in ('shown', 'to-confirm', 'replaced', 'removed', 'erased')),
  changed_at timestamptz not null default now(),
  changed_by bigint references staff,
  changed_why text check (length(changed_why) between 1 and 500),
  version integer not null default 1,
  check (state <> 'removed' or (changed_by is not null and changed_why is not null))
);
create index on person_photo (person_id, state);
create index on person_photo (record_id);

-- The picture itself, made small and without anything that the camera wrote into it.
create table person_photo_image (
  photo_id bigint primary key references person_photo on delete cascade,
  image bytea not null check (length(image) between 100 and 300000)
);

insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, 'photo:record', current_date from scheme s, unnest(array['scheme-manager', 'senior-probation-officer',
  'police-offender-manager', 'probation-offender-manager', 'youth-justice-officer', 'prison-offender-manager']) r (role)
on conflict do nothing;

-- What is left of events whose content was erased: how many, of whom sent, by the month in which they came.
create table event_count (
  scheme_id bigint not null references scheme,
  sender_id bigint not null references event_sender,
  month date not null check (month = date_trunc('month', month)),
  kind text not null,
  state text not null,
  n integer not null check (n > 0),
  primary key (sender_id, month, kind, state)
);

-- A role or a shift gets a report as it is staffed at each reading, not as it was when the report was sent.
alter table dissemination add column roles text[] not null default '{}';
alter table dissemination add column team_id bigint references team;
create index dissemination_for_group on dissemination (scheme_id, expires_at) where roles <> '{}' or team_id is not null;

-- Who was told that a tasking was not answered, or not done, by its time.
create table tasking_told (
  id bigint generated always as identity primary key,
  tasking_id bigint not null references tasking,
  staff_id bigint not null references staff,
  late text not null check (late in ('unanswered', 'overdue')),
  -- The time that had passed: asked again with another, it is told of again.
  for_at timestamptz not null,
  told_at timestamptz not null,
  opened_at timestamptz,
  mail text not null check (mail in ('none', 'wanted', 'sent', 'failed')),
  unique (tasking_id, staff_id, late, for_at)
);
create index on tasking_told (staff_id, id desc);
create index tasking_mail on tasking_told (staff_id) where mail = 'wanted';
