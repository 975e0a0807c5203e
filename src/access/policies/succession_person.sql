-- Listed person by person, by whoever manages the scheme and sees them.
grant select, insert, delete on succession_person to waymark_app;
create policy see on succession_person for select to waymark_app using (
  (select viewer_may('agency:succeed')) and (select viewer_sees('identity')) and (select viewer_shares('identity'))
  and $reason(succession_person.person_id: management)
);
create policy add on succession_person for insert to waymark_app with check (
  (select viewer_may('agency:succeed')) and $reason(succession_person.person_id: management)
  and exists (select 1 from agency_succession s where s.id = succession_person.succession_id and s.state = 'draft')
);
create policy remove on succession_person for delete to waymark_app using (
  (select viewer_may('agency:succeed')) and $reason(succession_person.person_id: management)
  and exists (select 1 from agency_succession s where s.id = succession_person.succession_id and s.state = 'draft')
);
grant select on succession_person to waymark_definer;
create policy definer on succession_person for select to waymark_definer using ((select viewer_may('agency:succeed')) or (select viewer_may('agreement:manage')));
