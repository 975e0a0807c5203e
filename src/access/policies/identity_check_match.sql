-- Records that an asking may mean and that the asker was not shown.
alter table identity_check_match enable row level security;
alter table identity_check_match force row level security;
grant select, insert, delete on identity_check_match to waymark_linkage;
create policy linkage on identity_check_match to waymark_linkage using ($service(linkage)) with check ($service(linkage));
grant select on identity_check_match to waymark_definer;
create policy definer on identity_check_match for select to waymark_definer using ((select viewer_sees('review-queue')));
create policy not_needed on identity_check_match for select to waymark_definer using ((select viewer_may('link:decide')));
