-- Nominations of other agencies that wait and may mean whom an asking means.
alter table identity_check_beside enable row level security;
alter table identity_check_beside force row level security;
grant select, insert, delete on identity_check_beside to waymark_linkage;
create policy linkage on identity_check_beside to waymark_linkage using ($service(linkage)) with check ($service(linkage));
grant select on identity_check_beside to waymark_definer;
create policy definer on identity_check_beside for select to waymark_definer using ((select viewer_sees('review-queue')));
