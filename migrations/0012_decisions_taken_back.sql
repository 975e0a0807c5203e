-- What taking a decision about a pair back puts back: numbers of records and people, and the pair's evidence.
-- Only decisions of the review queue have it; what was written beside them has not.
alter table link_decision add column undo jsonb;
create index on link_decision (staff_id, id) where undo is not null;
