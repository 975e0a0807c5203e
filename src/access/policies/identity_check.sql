-- What somebody typed before they made a person, or while they made something of it. They write it and cannot read it: neither that it waits nor that it is gone
-- says anything to them. The office reads it through identity_checks() (_linkage_life.sql).
alter table identity_check enable row level security;
alter table identity_check force row level security;
grant insert (scheme_id, agency_id, staff_id, given_name, family_name, born, born_as, identifier_kind, identifier, shown_people, shown_records, made, made_id, words) on identity_check to waymark_app;
create policy ask on identity_check for insert to waymark_app with check (
  (((select viewer_may('people:search')) and made is distinct from 'separation') or (made = 'nomination' and (select viewer_may('nomination:make'))) or (made = 'sighting' and (select viewer_may('sighting:report')))
    -- Of a separation that they see, and of which they may not see the other person.
    or (made = 'separation' and words is not null and num_nonnulls(given_name, family_name, born, identifier) = 0 and shown_people = '{}' and shown_records = '{}'
      and ((select viewer_may('contact:record')) or (select viewer_sees('records')))
      and exists (select 1 from separation x where x.id = identity_check.made_id and x.ended_at is null)))
  and staff_id = (select viewer_staff()) and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme())
  and state = 'asked' and (words is null or made = 'separation')
);
grant select, update, delete on identity_check to waymark_linkage;
create policy linkage on identity_check to waymark_linkage using ($service(linkage)) with check ($service(linkage));
grant select, update on identity_check to waymark_definer;
create policy definer on identity_check to waymark_definer using ((select viewer_sees('review-queue'))) with check ((select viewer_sees('review-queue')));
-- The record of a separation comes back: what was asked of it is not needed any more (separation_askings in _two_people.sql).
create policy not_needed on identity_check to waymark_definer using ((select viewer_may('link:decide')) and made = 'separation')
  with check ((select viewer_may('link:decide')) and made = 'separation');
