grant select, insert, update on allocation to waymark_app;
create policy see on allocation for select to waymark_app using (
  (select viewer_sees('identity')) and (select viewer_shares('identity'))
  and $reason(allocation.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on allocation for insert to waymark_app with check (
  (select viewer_may('case:allocate')) and $reason(allocation.person_id: team management)
);
create policy change on allocation for update to waymark_app using (
  (select viewer_may('case:allocate')) and $reason(allocation.person_id: team management)
) with check ((select viewer_may('case:allocate')));
$history(allocation)
