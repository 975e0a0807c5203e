-- What chance decides of a boundary is decided by this and by the place, so that a second boundary round the same place
-- gives nothing away that the first did not. One row; it never leaves the database.
create table zone_secret (
  only_one boolean primary key default true check (only_one),
  secret bytea not null check (length(secret) = 32)
);
insert into zone_secret (secret)
  values (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

-- A briefing is made again from an earlier one; one that stands in the place of another says so to its readers.
alter table briefing add column made_from bigint references briefing;
alter table briefing add column corrects bigint references briefing;
alter table briefing add column corrected_what text check (length(corrected_what) between 1 and 500);
alter table briefing add check ((corrects is null) = (corrected_what is null));
create index on briefing (made_from) where made_from is not null;
create index on briefing (corrects) where corrects is not null;

-- Conditions that whoever makes it has read and lets be told, each in the words that they chose: [{"id", "words"}].
alter table briefing_item add column told_conditions jsonb not null default '[]';
-- Why words that speak of health or of a victim are kept all the same.
alter table briefing add column kept_because text check (length(kept_because) between 1 and 500);
alter table briefing_item add column kept_because text check (length(kept_because) between 1 and 500);

-- A copy on paper of a briefing that was withdrawn is destroyed: said by whoever took it.
alter table briefing_copy add column destroyed_at timestamptz;
