-- A need for which no service exists or has places. The pathways manager sees it while it is open.
grant select, insert, update on unmet_need to waymark_app;
create policy see on unmet_need for select to waymark_app using (
  (select viewer_sees('referrals'))
  and $shared(referrals)
  and $reason(unmet_need.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy pathways on unmet_need for select to waymark_app using (
  (select viewer_sees('referrals')) and (select viewer_sees('needs')) and handling = 'partners' and $shared(referrals)
  and $reason(unmet_need.person_id: referral)
);
create policy add on unmet_need for insert to waymark_app with check (
  (select viewer_may('referral:make'))
  and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(unmet_need.person_id: team lead co-worker management embedded)
);
-- Whoever makes the referral that meets it may be of another agency.
create policy change on unmet_need for update to waymark_app using (
  (select viewer_may('referral:make')) and $shared(referrals)
  and $reason(unmet_need.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('referral:make')));
$history(unmet_need)
$stays(unmet_need)
grant select on unmet_need to waymark_definer;
create policy definer on unmet_need for select to waymark_definer using ((select viewer_known()));
-- Leaving the scheme closes it (end_referrals).
grant update (state, closed_why, closed_at, version, changed_at, changed_by) on unmet_need to waymark_definer;
create policy leaving on unmet_need for update to waymark_definer using ((select viewer_known()) and state = 'open') with check (state = 'closed');
