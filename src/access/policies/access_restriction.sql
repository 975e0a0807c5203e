grant select on access_restriction to waymark_app;
create policy audited on access_restriction for select to waymark_app using ((select viewer_sees('audit')));
create policy own on access_restriction for select to waymark_app using (staff_id = (select viewer_staff()));
-- Whoever keeps the lists sees those of people whom they reach themselves: a list that leaves them out, they do not.
create policy kept on access_restriction for select to waymark_app using (
  (select viewer_may('access:restrict'))
  and $reason(access_restriction.person_id: team lead co-worker management after-care embedded)
);
grant select, insert, update on access_restriction to waymark_definer;
create policy definer on access_restriction to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
grant select, update on access_restriction to waymark_linkage;
create policy linkage on access_restriction to waymark_linkage using ($service(linkage)) with check ($service(linkage));
