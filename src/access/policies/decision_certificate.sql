alter table decision_certificate enable row level security;
alter table decision_certificate force row level security;
grant select, insert, update on decision_certificate to waymark_app;
create policy see on decision_certificate for select to waymark_app using (
  exists (select 1 from decision_notice where decision_notice.id = decision_certificate.decision_id)
);
-- In one's own name; an earlier paper's certificate is entered with the paper and names an office only.
create policy add on decision_certificate for insert to waymark_app with check (
  exists (select 1 from decision_notice where decision_notice.id = decision_certificate.decision_id)
  and (((select viewer_may('decision:certify')) and staff_id = (select viewer_staff())
        and exists (select 1 from decision_notice n where n.id = decision_certificate.decision_id and n.source is null and n.agency_id = (select viewer_agency())))
    or ((select viewer_may('decision:draft')) and staff_id is null
        and exists (select 1 from decision_notice n where n.id = decision_certificate.decision_id and n.source is not null)))
);
create policy change on decision_certificate for update to waymark_app using (
  (select viewer_may('decision:draft'))
  and exists (select 1 from decision_notice n where n.id = decision_certificate.decision_id and n.state in ('draft', 'certified'))
) with check (withdrawn_at is not null);
-- An officer takes their own back before the decision.
create policy take_back on decision_certificate for update to waymark_app using (
  (select viewer_may('decision:certify')) and staff_id = (select viewer_staff())
  and exists (select 1 from decision_notice n where n.id = decision_certificate.decision_id and n.state in ('draft', 'certified'))
) with check (withdrawn_at is not null and staff_id = (select viewer_staff()));
$history(decision_certificate)
