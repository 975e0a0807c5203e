-- Records become people: the evidence of each link, what is held for a person to decide, and the look-ups of search.

-- The sum as it stood: which level each comparison reached and its bits. The words come from the model.
alter table link_edge add column evidence jsonb not null default '{}';
-- A change that linkage wants to make to somebody who is being worked with: never made without a person.
alter table link_edge add column held boolean not null default false;
create index link_edge_review on link_edge (bits desc) where state = 'review';

alter table link_decision drop constraint link_decision_verdict_check;
alter table link_decision add constraint link_decision_verdict_check check (verdict in ('same', 'different', 'not-sure'));
-- The record that left a person by this decision; what undoing it brings back.
alter table link_decision add column separated bigint references source_record on delete cascade;
-- When a record is deleted at the end of its time, decisions about it go with it.
alter table link_decision drop constraint link_decision_left_record_fkey;
alter table link_decision drop constraint link_decision_right_record_fkey;
alter table link_decision add constraint link_decision_left_record_fkey foreign key (left_record) references source_record on delete cascade;
alter table link_decision add constraint link_decision_right_record_fkey foreign key (right_record) references source_record on delete cascade;
create index on link_decision (left_record) where superseded_at is null;
create index on link_decision (right_record) where superseded_at is null;

create index on source_record (agency_id, local_id);
create index on source_record (agency_id, born);
create index on source_record (agency_id, pnc) where pnc is not null;
create index on source_record (agency_id, cro) where cro is not null;
create index on source_record (agency_id, prison_number) where prison_number is not null;
create index on source_record (agency_id, crn) where crn is not null;
create index on source_record (agency_id, yjs_id) where yjs_id is not null;
