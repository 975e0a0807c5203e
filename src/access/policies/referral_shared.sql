-- Seen with its referral by those who work with the person and by the provider; the pathways manager sees the need only.
grant select, insert, update on referral_shared to waymark_app;
create policy see on referral_shared for select to waymark_app using (
  (select viewer_sees('referrals'))
  and $reason(referral_shared.person_id: team lead co-worker management after-care embedded custody break-glass)
  and exists (select 1 from referral r where r.id = referral_shared.referral_id)
);
create policy provider on referral_shared for select to waymark_app using (
  (select viewer_may('referral:handle'))
  and exists (select 1 from referral r where r.id = referral_shared.referral_id and r.provider_agency_id = (select viewer_agency()))
);
create policy add on referral_shared for insert to waymark_app with check (
  (select viewer_may('referral:make')) and agency_id = (select viewer_agency())
  and exists (select 1 from referral r where r.id = referral_shared.referral_id and r.person_id = referral_shared.person_id and r.agency_id = (select viewer_agency()))
);
create policy change on referral_shared for update to waymark_app using (
  (select viewer_may('referral:make')) and agency_id = (select viewer_agency())
  and exists (select 1 from referral r where r.id = referral_shared.referral_id and r.agency_id = (select viewer_agency()))
) with check (agency_id = (select viewer_agency()));
$stays(referral_shared)
-- An agency that takes another's work over (_succession.sql).
grant select (referral_id), update (agency_id) on referral_shared to waymark_definer;
create policy succeed on referral_shared to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (person_id), update (person_id) on referral_shared to waymark_definer;
create policy goes on referral_shared to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
