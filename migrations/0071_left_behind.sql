-- What a separation and an undone import leave behind.

-- A decision of the queue that two people made, asked back by whoever proposed it.
alter table link_proposal add column takes_back bigint references link_decision on delete cascade;
alter table link_proposal add constraint link_proposal_takes_back check (takes_back is null or (separates is null and rejoins is null));
create index on link_proposal (takes_back) where takes_back is not null;

-- What had to be written anew for the other person has been: nobody is reminded of it any more.
alter table separation_item drop constraint separation_item_verdict_check;
alter table separation_item add constraint separation_item_verdict_check check (verdict in ('stays', 'moved', 'anew', 'written', 'decided'));
create index on separation_item (agency_id) where verdict = 'anew' and superseded_at is null;

-- Whoever works with somebody from whom a record left, and may not see whom it became, asks the scheme's office, in their
-- own words. The same words are asked again only when the office has answered.
alter table identity_check add column words text check (length(words) between 1 and 2000);
alter table identity_check drop constraint identity_check_made_check;
alter table identity_check add constraint identity_check_made_check check (made in ('nomination', 'sighting', 'separation'));
drop index identity_check_made;
create unique index identity_check_made on identity_check (made, made_id) where made in ('nomination', 'sighting');
create unique index identity_check_separation on identity_check (made_id, staff_id, md5(words)) where made = 'separation' and state <> 'settled';

-- All records of somebody were taken back: since when.
alter table person add column emptied_at timestamptz;
-- Whose a record was that was taken back with its import: when the very same comes in again, it is theirs again. `mark` tells
-- whether it says who somebody is as it did, and nothing else.
create table record_home (
  source_id bigint not null references import_source,
  local_id text not null,
  person_id bigint not null references person,
  mark text not null,
  left_at timestamptz not null default now(),
  delete_after date not null,
  primary key (source_id, local_id)
);
create index on record_home (person_id);
create index on record_home (delete_after);
