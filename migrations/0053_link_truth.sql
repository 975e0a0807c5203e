-- The true person of some records, where people have looked a sample through: each run is held against it. Read by the
-- linkage service alone, after it has linked.
create table link_truth (
  record_id bigint primary key references source_record on delete cascade,
  truth text not null check (length(truth) between 1 and 100)
);
