-- What became of a referral, in order; seen with it. Moves of the lifecycle are seen by the pathways manager too, the
-- words that were amended are not.
grant select, insert on referral_event to waymark_app;
create policy see on referral_event for select to waymark_app using (
  exists (select 1 from referral r where r.id = referral_event.referral_id)
  and (what <> 'amend' or (select viewer_may('referral:handle'))
    or $reason(referral_event.person_id: team lead co-worker management after-care embedded custody break-glass))
);
create policy add on referral_event for insert to waymark_app with check (
  ((select viewer_may('referral:make')) or (select viewer_may('referral:handle')))
  and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and exists (select 1 from referral r where r.id = referral_event.referral_id and r.person_id = referral_event.person_id
    and (select viewer_agency()) in (r.agency_id, r.provider_agency_id))
);
-- Leaving the scheme ends referrals (end_referrals).
grant insert on referral_event to waymark_definer;
create policy leaving on referral_event for insert to waymark_definer with check ((select viewer_known()) and what = 'withdraw' and became = 'left-scheme');
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (referral_id, person_id), update (person_id) on referral_event to waymark_definer;
create policy goes on referral_event to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
