grant select on access_restriction to waymark_app;
create policy audited on access_restriction for select to waymark_app using ((select viewer_sees('audit')));
create policy own on access_restriction for select to waymark_app using (staff_id = (select viewer_staff()));
grant select, insert, update on access_restriction to waymark_definer;
create policy definer on access_restriction to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
grant select, update on access_restriction to waymark_linkage;
create policy linkage on access_restriction to waymark_linkage using ($service(linkage)) with check ($service(linkage));
