-- A run links everything anew, or looks only at what changed since the run before.
alter table link_run add column kind text not null default 'whole' check (kind in ('whole', 'changes'));
-- How many records it looked at; every one, where it was a whole run.
alter table link_run add column looked integer check (looked >= 0);
update link_run set looked = records;
alter table link_run alter column looked set not null;
