grant select, insert, update on notice to waymark_app;
create policy own on notice for select to waymark_app using (staff_id = (select viewer_staff()));
create policy opened on notice for update to waymark_app using (staff_id = (select viewer_staff())) with check (staff_id = (select viewer_staff()));
-- About somebody whom the sender may see; what the receiver may see is decided when they open it.
create policy send on notice for insert to waymark_app with check (
  (select viewer_staff()) is not null and (person_id is null or viewer_reaches(person_id))
);
-- Says that a case left the scheme, or a referral ended with it, and not whose (see allocation, referral).
grant insert on notice to waymark_definer;
create policy leaving on notice for insert to waymark_definer with check ((select viewer_known()) and kind in ('case-left', 'referral-ended') and person_id is null);
-- Whoever was told of somebody who turned out to be two people is told again, and not who it was (_linkage_life.sql).
grant select (staff_id, person_id, at) on notice to waymark_definer;
create policy told on notice for select to waymark_definer using ((select viewer_may('link:decide')));
create policy separated on notice for insert to waymark_definer with check (
  (select viewer_may('link:decide')) and kind in ('identity-separated', 'identity-rejoined', 'office-not-needed') and subject = 'separation' and person_id is null
);
