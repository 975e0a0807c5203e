-- The nominator's agency sees what it wrote and what it was answered, and cannot read whom selection found: that somebody
-- is a candidate or a member is in nomination_finding; nor does it lose sight of one whose person it is kept from, which
-- would tell that there is such a person. Whom the nominator chose is what the nominator wrote: a number, whose name is for
-- those who see that person or record. Selection staff see every nomination of their scheme, which is
-- addressed to them, but those of people whom they are kept from.
grant select (id, scheme_id, agency_id, staff_id, kind, given_name, family_name, born, born_as, identifier, why, evidence, hoped, consent, consent_on,
  state, answered_by, answered_at, answer, made_at, version, meant_person_id, meant_record_id), insert on nomination to waymark_app;
grant update (state, answered_by, answered_at, answer, version) on nomination to waymark_app;
create policy own on nomination for select to waymark_app using (
  (select viewer_may('nomination:make')) and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme())
);
create policy selecting on nomination for select to waymark_app using (
  (select viewer_may('candidate:propose')) and (select viewer_shares('identity')) and scheme_id = (select viewer_scheme())
  and (person_id is null or person_id <> all ((select viewer_barred())::bigint[]))
);
create policy add on nomination for insert to waymark_app with check (
  (select viewer_may('nomination:make')) and scheme_id = (select viewer_scheme())
  and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff()) and state = 'waiting' and person_id is null
  -- Whom they chose they may see.
  and (meant_person_id is null or exists (select from person p where p.id = meant_person_id))
  and (meant_record_id is null or exists (select from source_record r where r.id = meant_record_id))
);
create policy withdraw on nomination for update to waymark_app using (
  (select viewer_may('nomination:make')) and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme())
) with check (agency_id = (select viewer_agency()) and state = 'withdrawn');
create policy answer on nomination for update to waymark_app using (
  (select viewer_may('candidate:propose')) and scheme_id = (select viewer_scheme())
) with check ((select viewer_may('candidate:propose')) and state in ('answered', 'waiting'));
-- What two agencies wrote of one person without seeing each other's: the linkage service compares them, the office is told.
grant select (id, scheme_id, agency_id, staff_id, given_name, family_name, born, identifier, state) on nomination to waymark_linkage;
create policy linkage on nomination for select to waymark_linkage using ($service(linkage));
grant select (id, scheme_id, person_id, agency_id, staff_id, given_name, family_name, born, born_as, identifier, state, made_at) on nomination to waymark_definer;
create policy definer on nomination for select to waymark_definer using ((select viewer_sees('review-queue')));
grant select, update on nomination to waymark_selection;
create policy selection on nomination to waymark_selection using ($service(selection)) with check ($service(selection));
$history(nomination)
