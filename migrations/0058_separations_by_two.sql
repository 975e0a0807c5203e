-- A separation that is as risky as a decision of the queue is proposed, too: the record that would leave. The other one
-- of the pair is a record of the same person, for the second one to compare with.
alter table link_proposal add column separates bigint references source_record on delete cascade;
alter table link_proposal add constraint link_proposal_separates
  check (separates is null or (verdict = 'different' and separates in (left_record, right_record)));
create index on link_proposal (separates) where separates is not null;
