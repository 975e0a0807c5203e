-- The secret that decides who is next. No working role of a person has any grant, nor the definer of functions: the
-- randomiser reads it to make an allocation, and copies it to the trial once the trial is over. No history is kept of it.
alter table trial_seed enable row level security;
alter table trial_seed force row level security;
grant select, insert on trial_seed to waymark_randomiser;
create policy randomise on trial_seed to waymark_randomiser using ($service(randomiser)) with check ($service(randomiser));
