-- Whom a list or an export showed stands apart from the numbers of other things: until now both were `ids`, and the
-- search for a person took a case's or a warrant's number for theirs. Entries from before have none here, and are read
-- by what was audited (src/stewardship/audit/store.ts); they are sealed and stay as they are.
alter table audit_entry add column people bigint[];
create index on audit_entry using gin (people);
