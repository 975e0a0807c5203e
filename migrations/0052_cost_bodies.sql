-- Bodies outside the scheme that bear or pay a cost line, as a policing body of another county does: a name and no more,
-- under no agreement, without staff, and in no list of agencies.
create table cost_body (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  name text not null check (length(name) between 1 and 200),
  note text,
  version integer not null default 1
);
create unique index on cost_body (scheme_id, lower(name));

alter table cost_line
  add column body_id bigint references cost_body,
  add column employer_body_id bigint references cost_body,
  add constraint cost_line_one_bearer check (agency_id is null or body_id is null),
  add constraint cost_line_one_employer check (employer_id is null or employer_body_id is null),
  drop constraint cost_line_shared,
  add constraint cost_line_shared check (formula is null or (agency_id is null and body_id is null));
create index on cost_line (body_id);
create index on cost_line (employer_body_id);

-- What a line was called, in which year it stood and who bore it, before somebody put that right, and why.
create table cost_line_move (
  id bigint generated always as identity primary key,
  cost_line_id bigint not null references cost_line,
  was_heading text not null,
  was_year text not null,
  -- In words: an agency may be called otherwise later.
  was_bearer text not null,
  why text not null check (length(why) between 1 and 2000),
  moved_by bigint not null references staff,
  moved_at timestamptz not null
);
create index on cost_line_move (cost_line_id);
create index on cost_line_move (moved_by);
