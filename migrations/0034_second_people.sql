-- Acts of two different people: who enrols is not who treats; who wrote is not who approves; who planned is not who confirms.

-- By default nobody both enrols in a trial and sees arms of it.
update role_right set to_date = greatest(current_date, from_date)
where (role, "right") in (('police-offender-manager', 'trial:enrol'), ('senior-probation-officer', 'trial:treat'))
  and (to_date is null or to_date > current_date);

-- Everybody who has written a matrix or a trial's protocol: none of them approves it. Written by triggers (policy files).
alter table matrix add column writers bigint[] not null default '{}';
alter table trial add column writers bigint[] not null default '{}';
-- And everybody who has set a goal or a step since the last counter-signature: none of them gives the next.
create table plan_writer (
  plan_id bigint primary key references plan,
  writers bigint[] not null
);
alter table matrix no force row level security;
alter table trial no force row level security;
update matrix set writers = array_remove(array[author_id, case when state = 'draft' then changed_by end], null);
update trial set writers = array[author_id];
insert into plan_writer (plan_id, writers)
  select w.plan_id, array_agg(distinct w.staff_id) from (
    select g.plan_id, coalesce(g.set_by, g.changed_by) as staff_id, coalesce(g.set_at, g.changed_at) as at from plan_goal g
    union all select g.plan_id, coalesce(t.set_by, t.changed_by), coalesce(t.set_at, t.changed_at) from plan_step t join plan_goal g on g.id = t.goal_id) w
  where w.staff_id is not null and not exists (select from plan_signature s where s.plan_id = w.plan_id and s.signed_at >= w.at)
  group by w.plan_id;
alter table matrix add constraint matrix_second_person check (approved_by is null or approved_by <> all (writers));
alter table trial add constraint trial_second_person check (approved_by is null or approved_by <> all (writers));
alter table matrix force row level security;
alter table trial force row level security;

-- One plans that an agency ends, another confirms it. Whoever changed the plan is one of its planners.
alter table agency_succession add column planners bigint[] not null default '{}';
alter table agency_succession add column confirmed_by bigint references staff;
alter table agency_succession add column confirmed_at timestamptz;
alter table agency_succession no force row level security;
update agency_succession set planners = array[made_by];
alter table agency_succession force row level security;
alter table agency_succession add check (confirmed_by is null or confirmed_by <> all (planners));
-- Which kinds of agency may take over the records of which others; without a line here, those of their own kind alone.
create table agency_kind_follows (
  from_kind text not null,
  to_kind text not null,
  primary key (from_kind, to_kind)
);
