grant select on link_edge to waymark_app;
create policy see on link_edge for select to waymark_app using (
  (select viewer_sees('records'))
  and $reason(link_edge.person_id: team lead co-worker management custody selection)
);
grant select, insert, update, delete on link_edge to waymark_linkage;
create policy linkage on link_edge to waymark_linkage using ($service(linkage)) with check ($service(linkage));
-- The queue and decisions (_identity.sql).
grant select, insert, update, delete on link_edge to waymark_definer;
create policy definer on link_edge to waymark_definer
  using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
-- How many records wait (identity_waiting in _review.sql).
create policy waiting on link_edge for select to waymark_definer using ((select viewer_known()));
