-- Who else was there: seen with the contact itself, by whoever may see that.
grant select, insert, delete on contact_joint to waymark_app;
create policy see on contact_joint for select to waymark_app using (
  (select viewer_sees('contacts'))
  and $reason(contact_joint.person_id: team lead co-worker management after-care embedded break-glass)
  and exists (select 1 from contact c where c.id = contact_joint.contact_id)
);
-- The author's agency sees it where it may see the contact as its own.
create policy own on contact_joint for select to waymark_app using (
  (select viewer_sees('own-contacts'))
  and $reason(contact_joint.person_id: team lead co-worker management after-care embedded custody referral break-glass)
  and exists (select 1 from contact c where c.id = contact_joint.contact_id and c.agency_id = (select viewer_agency()))
);
create policy add on contact_joint for insert to waymark_app with check (
  (select viewer_may('contact:record'))
  and $reason(contact_joint.person_id: team lead co-worker management embedded custody referral)
  and exists (select 1 from contact c where c.id = contact_joint.contact_id and c.person_id = contact_joint.person_id and c.agency_id = (select viewer_agency()))
);
create policy remove on contact_joint for delete to waymark_app using (
  (select viewer_may('contact:record'))
  and exists (select 1 from contact c where c.id = contact_joint.contact_id and c.agency_id = (select viewer_agency()))
);
-- Goes with its contact to the person whom it was about (separation_move).
grant select (contact_id), update (person_id) on contact_joint to waymark_definer;
create policy reassigned on contact_joint to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
