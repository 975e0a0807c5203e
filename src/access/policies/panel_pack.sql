-- The pack of an agenda: each part is a sum of items of one agency and one handling, seen by whom these would
-- be. The score is shown as the candidate's is.
grant select, insert on panel_pack to waymark_app;
create policy see on panel_pack for select to waymark_app using (
  (select viewer_sees('panel'))
  and $reason(panel_pack.person_id: management after-care agenda selection)
  and (
    (category = 'score' and (select viewer_sees('scores')))
    or (category = 'offences' and $shared(offences))
    or (category = 'custody' and $shared(custody))
    or (category = 'records' and $shared(records))
    or (category = 'membership' and (select viewer_sees('identity')) and (select viewer_shares('identity')))
    or (category = 'sentence' and $shared(licence))
    or (category = 'plan' and $shared(plan))
    or (category = 'contacts' and $shared(contacts))
  )
);
create policy add on panel_pack for insert to waymark_app with check (
  (select viewer_may('panel:prepare')) and $reason(panel_pack.person_id: management after-care selection)
);
