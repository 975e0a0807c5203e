grant select on link_decision to waymark_app;
create policy see on link_decision for select to waymark_app using (
  (select viewer_sees('records'))
  and $reason(link_decision.person_id: team lead co-worker management selection)
);
grant select, insert, update on link_decision to waymark_linkage;
create policy linkage on link_decision to waymark_linkage using ($service(linkage)) with check ($service(linkage));
-- Decisions are written by the functions of _identity.sql, in the decider's own name.
grant select, insert, update on link_decision to waymark_definer;
create policy definer on link_decision for select to waymark_definer using ((select viewer_may('link:decide')));
create policy decided on link_decision for insert to waymark_definer
  with check ((select viewer_may('link:decide')) and staff_id = (select viewer_staff()));
create policy superseded on link_decision for update to waymark_definer
  using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
-- A batch of records that somebody has decided about is not undone over their head: ids only.
grant select (left_record, right_record) on link_decision to waymark_intake;
create policy intake on link_decision for select to waymark_intake using ($service(intake));
create policy waiting on link_decision for select to waymark_definer using ((select viewer_known()));
