-- A goal's and a step's notes are read with it.
create index on plan_note (goal_id);
create index on plan_note (step_id);
