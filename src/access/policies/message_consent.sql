-- A number given for messages is no means of finding somebody: no break-glass, no after-care, nobody who only holds
-- them in custody or has a referral. Whoever sees it may write down that the person no longer wants it.
grant select, insert, update on message_consent to waymark_app;
create policy see on message_consent for select to waymark_app using (
  (select viewer_sees('contacts'))
  and $shared(contacts)
  and $reason(message_consent.person_id: team lead co-worker management embedded)
);
create policy add on message_consent for insert to waymark_app with check (
  (select viewer_may('contact:record')) and scheme_id = (select viewer_scheme())
  and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(message_consent.person_id: team lead co-worker management embedded)
);
create policy change on message_consent for update to waymark_app using (
  (select viewer_may('contact:record'))
  and $shared(contacts)
  and $reason(message_consent.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('contact:record')));
grant select, update (broken, version, changed_at) on message_consent to waymark_notices;
create policy notices on message_consent for select to waymark_notices using ($service(notices));
create policy broken on message_consent for update to waymark_notices using ($service(notices)) with check ($service(notices));
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on message_consent to waymark_definer;
create policy refused on message_consent for select to waymark_definer using ((select viewer_known()));
$history(message_consent)
$stays(message_consent)
