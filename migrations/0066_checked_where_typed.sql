-- Whoever types a person into a form is asked there whether it is somebody known. What was made of it is named beside the
-- asking, so that the office hears once of each.
alter table identity_check add column made text check (made in ('nomination', 'sighting'));
alter table identity_check add column made_id bigint;
alter table identity_check add check ((made is null) = (made_id is null));
create unique index identity_check_made on identity_check (made, made_id) where made is not null;

-- Nominations that wait for the same person by agencies that see nothing of each other's.
create table identity_check_beside (
  check_id bigint not null references identity_check on delete cascade,
  nomination_id bigint not null references nomination,
  primary key (check_id, nomination_id)
);
create index on identity_check_beside (nomination_id);

-- Whom the nominator chose among those they may see. Nobody signed in reads it back: who the person is now may be kept from
-- the nominator's agency later.
alter table nomination add column meant_person_id bigint references person;
alter table nomination add column meant_record_id bigint references source_record on delete set null;
alter table nomination add check (meant_person_id is null or meant_record_id is null);
create index on nomination (meant_person_id) where meant_person_id is not null;
create index on nomination (meant_record_id) where meant_record_id is not null;
create index on nomination (born) where state = 'waiting';
