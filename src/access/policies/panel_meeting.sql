-- When and where panels meet says nothing of a person; whoever may propose picks a meeting.
alter table panel_meeting enable row level security;
alter table panel_meeting force row level security;
grant select, insert, update on panel_meeting to waymark_app;
create policy see on panel_meeting for select to waymark_app using (
  ((select viewer_sees('panel')) or (select viewer_may('candidate:propose'))) and scheme_id = (select viewer_scheme())
);
create policy add on panel_meeting for insert to waymark_app with check (
  (select viewer_may('panel:prepare')) and scheme_id = (select viewer_scheme())
);
create policy change on panel_meeting for update to waymark_app using ((select viewer_may('panel:prepare')) or (select viewer_may('panel:decide')))
  with check ((select viewer_may('panel:prepare')) or (select viewer_may('panel:decide')));
-- The auditor is told whether what somebody was refused exists (audit_refusal).
grant select (id, scheme_id) on panel_meeting to waymark_definer;
create policy refused on panel_meeting for select to waymark_definer using ((select viewer_known()));
-- Which scheme a decision is of, for the dashboards.
grant select (id, scheme_id, base_id) on panel_meeting to waymark_measurement;
create policy measurement on panel_meeting for select to waymark_measurement using ($service(measurement));
