-- The provider's end-of-service report; seen with the referral. Written once.
grant select, insert on referral_report to waymark_app;
create policy see on referral_report for select to waymark_app using (
  exists (select 1 from referral r where r.id = referral_report.referral_id)
);
create policy add on referral_report for insert to waymark_app with check (
  (select viewer_may('referral:handle')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and exists (select 1 from referral r where r.id = referral_report.referral_id and r.person_id = referral_report.person_id and r.provider_agency_id = (select viewer_agency()))
);
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (referral_id, person_id), update (person_id) on referral_report to waymark_definer;
create policy goes on referral_report to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
