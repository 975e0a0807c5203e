-- The person's merged identity: no one agency's item, so an agreement must cover it for every viewer. 'supplied'
-- opens an agency's own records only, and a briefing, a report's dissemination or a victim's record opens nothing of the person, so none of these is here.
grant select on person to waymark_app;
create policy see on person for select to waymark_app using (
  (select viewer_sees('identity')) and (select viewer_shares('identity'))
  and $reason(person.id: team lead co-worker management after-care referral embedded agenda custody selection break-glass sample)
);
grant select, insert, update on person to waymark_linkage;
create policy linkage on person to waymark_linkage using ($service(linkage)) with check ($service(linkage));
grant select on person to waymark_selection, waymark_measurement, waymark_definer;
create policy selection on person for select to waymark_selection using ($service(selection));
create policy measurement on person for select to waymark_measurement using ($service(measurement));
create policy definer on person for select to waymark_definer using ((select viewer_known()));
-- A decision about who somebody is (_identity.sql).
grant insert, update on person to waymark_definer;
create policy decided_new on person for insert to waymark_definer with check ((select viewer_may('link:decide')));
create policy decided on person for update to waymark_definer using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
-- A reminder begins with the first name.
grant select (id, given_names) on person to waymark_notices;
create policy notices on person for select to waymark_notices using ($service(notices));
-- Age, as the records have it, before somebody is allocated in a trial.
grant select (id, born) on person to waymark_randomiser;
create policy randomise on person for select to waymark_randomiser using ($service(randomiser));
-- What a provider wrote for a return is looked through for names before anybody outside the scheme's office has it.
grant select (id, search_names) on person to waymark_grants;
create policy grants on person for select to waymark_grants using ($service(grants));
-- Whom an event is about.
grant select (id, pnc, cro, prison_number, crn, born, gone_to) on person to waymark_events;
create policy events on person for select to waymark_events using ($service(events));
