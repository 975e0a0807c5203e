-- Health: for roles that see health, where they may see the contact itself.
grant select, insert, update on drug_test to waymark_app;
create policy see on drug_test for select to waymark_app using (
  (select viewer_sees('health'))
  and $shared(contacts)
  and $reason(drug_test.person_id: team lead co-worker management after-care embedded break-glass)
);
create policy add on drug_test for insert to waymark_app with check (
  (select viewer_sees('health')) and (select viewer_may('contact:record'))
  and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(drug_test.person_id: team lead co-worker management embedded)
  and exists (select 1 from contact c where c.id = drug_test.contact_id and c.person_id = drug_test.person_id
    and c.agency_id = (select viewer_agency()) and c.handling = drug_test.handling and c.named_agencies = drug_test.named_agencies)
);
create policy change on drug_test for update to waymark_app using (
  (select viewer_sees('health')) and (select viewer_may('contact:record')) and agency_id = (select viewer_agency())
  and $reason(drug_test.person_id: team lead co-worker management embedded)
) with check ((select viewer_sees('health')) and agency_id = (select viewer_agency()));
$history(drug_test)
$stays(drug_test)
grant select (contact_id), update (handling, named_agencies) on drug_test to waymark_definer;
create policy follows on drug_test to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
-- Goes with its contact to the person whom it was about (separation_move).
grant select (contact_id), update (person_id) on drug_test to waymark_definer;
