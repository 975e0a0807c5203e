alter table decision_redaction enable row level security;
alter table decision_redaction force row level security;
grant select, insert, update on decision_redaction to waymark_app;
create policy see on decision_redaction for select to waymark_app using (
  exists (select 1 from decision_notice where decision_notice.id = decision_redaction.decision_id)
);
create policy add on decision_redaction for insert to waymark_app with check (
  (select viewer_may('decision:publish')) and added_by = (select viewer_staff()) and agreed_by is null
  and exists (select 1 from decision_notice n where n.id = decision_redaction.decision_id and n.agency_id = (select viewer_agency()))
);
create policy change on decision_redaction for update to waymark_app using (
  (select viewer_may('decision:publish'))
  and exists (select 1 from decision_notice n where n.id = decision_redaction.decision_id and n.agency_id = (select viewer_agency()))
) with check (removed_at is not null);
-- Somebody else than whoever entered it agrees to it.
create policy agree on decision_redaction for update to waymark_app using (
  (select viewer_may('decision:publish')) and agreed_by is null and added_by <> (select viewer_staff())
  and exists (select 1 from decision_notice n where n.id = decision_redaction.decision_id and n.agency_id = (select viewer_agency()))
) with check (agreed_by = (select viewer_staff()));
$history(decision_redaction)
