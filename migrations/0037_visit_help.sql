-- Somebody out on a visit who needs help now says so, and it stands until they are safe.
alter table visit add column help_at timestamptz;
-- What it answers grows by that moment: made anew with its policies.
drop function if exists visits_out();
