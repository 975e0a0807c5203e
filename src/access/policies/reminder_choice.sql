-- Made by whoever planned the appointment's agency, and seen as the appointment is, by those who work with the person.
grant select, insert, update on reminder_choice to waymark_app;
create policy see on reminder_choice for select to waymark_app using (
  (select viewer_sees('contacts'))
  and $shared(contacts)
  and $reason(reminder_choice.person_id: team lead co-worker management embedded)
);
create policy add on reminder_choice for insert to waymark_app with check (
  (select viewer_may('contact:record')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(reminder_choice.person_id: team lead co-worker management embedded)
  and exists (select 1 from contact c where c.id = reminder_choice.contact_id and c.person_id = reminder_choice.person_id
    and c.agency_id = reminder_choice.agency_id and c.handling = reminder_choice.handling and c.named_agencies = reminder_choice.named_agencies)
);
create policy change on reminder_choice for update to waymark_app using (
  (select viewer_may('contact:record')) and agency_id = (select viewer_agency())
  and $reason(reminder_choice.person_id: team lead co-worker management embedded)
) with check (agency_id = (select viewer_agency()));
grant select on reminder_choice to waymark_notices;
create policy notices on reminder_choice for select to waymark_notices using ($service(notices));
$history(reminder_choice)
$stays(reminder_choice)
-- A stricter handling of the appointment is the choice's at once (message_follows).
grant select (id, contact_id), update (handling, named_agencies, person_id) on reminder_choice to waymark_definer;
create policy follows on reminder_choice to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
