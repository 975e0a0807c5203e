-- That a neighbourhood team works with a member for a time: as an allocation.
grant select, insert, update on team_handover to waymark_app;
create policy see on team_handover for select to waymark_app using (
  (select viewer_sees('identity')) and (select viewer_shares('identity'))
  and $reason(team_handover.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on team_handover for insert to waymark_app with check (
  (select viewer_may('case:allocate')) and by_staff = (select viewer_staff())
  and $reason(team_handover.person_id: team management)
);
create policy change on team_handover for update to waymark_app using (
  (select viewer_may('case:allocate')) and $reason(team_handover.person_id: team management)
) with check ((select viewer_may('case:allocate')));
$history(team_handover)
$stays(team_handover)
