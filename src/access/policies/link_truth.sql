-- Whose a record truly is, of a sample: for the linkage service alone, which reads it after it has linked.
alter table link_truth enable row level security;
alter table link_truth force row level security;
grant select, insert, update on link_truth to waymark_linkage;
create policy linkage on link_truth to waymark_linkage using ($service(linkage)) with check ($service(linkage));
