grant select on link_decision to waymark_app;
create policy see on link_decision for select to waymark_app using (
  (select viewer_sees('records'))
  and $reason(link_decision.person_id: team lead co-worker management selection)
);
grant select, insert, update on link_decision to waymark_linkage;
create policy linkage on link_decision to waymark_linkage using ($service(linkage)) with check ($service(linkage));
