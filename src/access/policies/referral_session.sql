-- What the provider did with the person; seen with the referral.
grant select, insert, update on referral_session to waymark_app;
create policy see on referral_session for select to waymark_app using (
  exists (select 1 from referral r where r.id = referral_session.referral_id)
);
create policy add on referral_session for insert to waymark_app with check (
  (select viewer_may('referral:handle')) and agency_id = (select viewer_agency())
  and exists (select 1 from referral r where r.id = referral_session.referral_id and r.person_id = referral_session.person_id and r.provider_agency_id = (select viewer_agency()))
);
create policy change on referral_session for update to waymark_app using (
  (select viewer_may('referral:handle')) and agency_id = (select viewer_agency())
  and exists (select 1 from referral r where r.id = referral_session.referral_id)
) with check (agency_id = (select viewer_agency()));
$history(referral_session)
$stays(referral_session)
-- worker_activity() counts them; the auditor is told whether what somebody was refused exists (audit_refusal).
grant select (id, person_id, agency_id, staff_id, at, minutes, state) on referral_session to waymark_definer;
create policy definer on referral_session for select to waymark_definer using ((select viewer_known()));
-- Leaving the scheme calls off what lies ahead (end_referrals).
grant select (referral_id, version), update (state, version, changed_at, changed_by) on referral_session to waymark_definer;
create policy leaving on referral_session for update to waymark_definer using ((select viewer_known()) and state = 'planned') with check (state = 'called-off');
-- Counted for the return of a provider's grant.
grant select (id, agency_id, at, minutes, state) on referral_session to waymark_grants;
create policy grants on referral_session for select to waymark_grants using ($service(grants));
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (referral_id, person_id), update (person_id) on referral_session to waymark_definer;
create policy goes on referral_session to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
