-- Prevention, intelligence and enforcement that a team did about a member.
grant select, insert, update on team_activity to waymark_app;
create policy see on team_activity for select to waymark_app using (
  (select viewer_sees('intelligence'))
  and $shared(intelligence)
  and $reason(team_activity.person_id: team lead co-worker management break-glass)
);
create policy add on team_activity for insert to waymark_app with check (
  (select viewer_may('activity:record')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(team_activity.person_id: team lead co-worker management)
);
create policy change on team_activity for update to waymark_app using (
  (select viewer_may('activity:record')) and agency_id = (select viewer_agency())
  and $reason(team_activity.person_id: team lead co-worker management)
) with check ((select viewer_may('activity:record')) and agency_id = (select viewer_agency()));
$history(team_activity)
$stays(team_activity)
