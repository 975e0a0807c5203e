-- A viewer reads the reasons that they hold; the person page's list comes from who_may_see().
grant select on access_reason to waymark_app;
create policy held on access_reason for select to waymark_app using (holder = any ((select viewer_holders())::text[]));
create policy audited on access_reason for select to waymark_app using (viewer_sees('audit'));
grant select, insert, update on access_reason to waymark_definer;
create policy definer on access_reason to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
grant select on access_reason to waymark_selection;
create policy selection on access_reason for select to waymark_selection using ($service(selection));
grant select, update on access_reason to waymark_linkage;
create policy linkage on access_reason to waymark_linkage using ($service(linkage)) with check ($service(linkage));
-- Whether the named contact may be told of the member, for what makes an update due.
grant select on access_reason to waymark_victims;
create policy victims on access_reason for select to waymark_victims using ($service(victims) and kind = 'victim');
