-- Two people for what the public reads of a notice: one asks that it be published, or that a passage left out be put back,
-- and another does it.

create table decision_publication (
  id bigint generated always as identity primary key,
  decision_id bigint not null references decision_notice,
  -- What was asked for: the notice as it stood, with these passages left out.
  version integer not null,
  passages bigint[] not null default '{}',
  asked_by bigint not null references staff,
  asked_at timestamptz not null default now(),
  state text not null default 'asked' check (state in ('asked', 'published', 'refused', 'withdrawn')),
  decided_by bigint references staff,
  decided_at timestamptz,
  why text check (length(why) between 1 and 500),
  check ((state = 'asked') = (decided_by is null)),
  check ((decided_by is null) = (decided_at is null)),
  check (state <> 'refused' or why is not null),
  constraint decision_publication_second_person check (state not in ('published', 'refused') or decided_by <> asked_by)
);
create unique index on decision_publication (decision_id) where state = 'asked';
create index on decision_publication (decision_id);

alter table decision_redaction
  add column return_asked_by bigint references staff,
  add column removed_by bigint references staff,
  -- What two people left out, two put back; those put back before have nobody's name on them.
  add constraint decision_redaction_returned check (removed_at is null or agreed_by is null
    or (return_asked_by is not null and removed_by is not null and removed_by <> return_asked_by)) not valid;
