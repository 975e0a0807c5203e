-- A failure starts one in the transaction of the contact, so whoever records contacts may add one for their own
-- agency's; what is made of it is for those who enforce.
grant select, insert, update on enforcement_case to waymark_app;
create policy see on enforcement_case for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('contacts'))
  and $shared(licence)
  and $reason(enforcement_case.person_id: team lead co-worker management after-care break-glass)
);
create policy add on enforcement_case for insert to waymark_app with check (
  (select viewer_sees('licence')) and agency_id = (select viewer_agency()) and state = 'to-decide'
  and $reason(enforcement_case.person_id: team lead co-worker management)
  and ((select viewer_may('enforcement:record')) or ((select viewer_may('contact:record')) and exists (
    select 1 from contact c where c.id = enforcement_case.contact_id and c.person_id = enforcement_case.person_id and c.agency_id = (select viewer_agency()))))
);
create policy change on enforcement_case for update to waymark_app using (
  ((select viewer_may('enforcement:record')) or (select viewer_may('enforcement:decide'))) and $shared(licence)
  and $reason(enforcement_case.person_id: team lead co-worker management)
) with check ((select viewer_may('enforcement:record')) or (select viewer_may('enforcement:decide')));
-- Whoever withdraws or corrects the contact of their own agency closes what it started, while nothing is decided in it.
create policy taken_back on enforcement_case for update to waymark_app using (
  (select viewer_may('contact:record')) and agency_id = (select viewer_agency()) and state = 'to-decide' and contact_id is not null
  and $reason(enforcement_case.person_id: team lead co-worker management)
) with check (state = 'void' and agency_id = (select viewer_agency()) and exists (
  select 1 from contact c where c.id = enforcement_case.contact_id and c.person_id = enforcement_case.person_id
    and (c.state = 'withdrawn' or c.outcome is distinct from 'failed')));
$history(enforcement_case)
$stays(enforcement_case)
-- A contact that something hangs on is not given to another person (separation_move).
grant select (contact_id) on enforcement_case to waymark_definer;
create policy hangs on enforcement_case for select to waymark_definer using ((select viewer_may('contact:record')));
