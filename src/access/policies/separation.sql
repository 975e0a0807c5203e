-- A record that left somebody: for whoever sees the person's records, and for those who are told of it again.
grant select on separation to waymark_app;
create policy see on separation for select to waymark_app using (
  (select viewer_sees('records'))
  and $reason(separation.person_id: team lead co-worker management selection)
);
-- Whoever records work with the person answers for what their own agency wrote, without seeing the records.
create policy answers on separation for select to waymark_app using (
  (select viewer_may('contact:record'))
  and $reason(separation.person_id: team lead co-worker management embedded custody referral)
);
create policy told on separation for select to waymark_app using (
  exists (select 1 from separation_told t where t.separation_id = separation.id and t.staff_id = viewer_staff())
);
grant select, insert, update on separation to waymark_definer;
create policy definer on separation for select to waymark_definer using ((select viewer_known()));
create policy noted on separation for insert to waymark_definer with check ((select viewer_may('link:decide')) and staff_id = (select viewer_staff()));
create policy ended on separation for update to waymark_definer using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
-- Whoever asks the office about one asks of the record that left (lookAtChecks).
grant select (id, record_id, ended_at) on separation to waymark_linkage;
create policy linkage on separation for select to waymark_linkage using ($service(linkage));
