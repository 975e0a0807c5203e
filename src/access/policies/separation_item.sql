-- What an agency's own people said of something that may be another person's: theirs alone, while they have a reason.
grant select, insert, update (superseded_at) on separation_item to waymark_app;
create policy see on separation_item for select to waymark_app using (
  ((select viewer_sees('records')) or (select viewer_may('contact:record'))) and agency_id = (select viewer_agency())
  and $reason(separation_item.person_id: team lead co-worker management selection embedded custody referral)
);
create policy say on separation_item for insert to waymark_app with check (
  (select viewer_may('contact:record')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(separation_item.person_id: team lead co-worker management embedded custody referral)
  and exists (select 1 from separation x where x.id = separation_item.separation_id and x.person_id = separation_item.person_id)
  -- A thing is its kind and its number, and only these go as they are (separation_things in _reassigning.sql).
  and item ~ '^[a-z][a-z-]{1,30} [0-9]{1,15}$'
  and (verdict <> 'moved' or item ~ '^(contact|sighting|tasking|report-link|risk-flag|risk-assessment|compliance-item|referral) ')
);
create policy unsay on separation_item for update to waymark_app using (
  (select viewer_may('contact:record')) and agency_id = (select viewer_agency())
  and $reason(separation_item.person_id: team lead co-worker management embedded custody referral)
) with check (agency_id = (select viewer_agency()));
-- Back comes what went (separation_move).
grant select on separation_item to waymark_definer;
create policy definer on separation_item for select to waymark_definer using ((select viewer_known()));
$stays(separation_item)
