alter table decision_verdict enable row level security;
alter table decision_verdict force row level security;
grant select, insert on decision_verdict to waymark_app;
create policy see on decision_verdict for select to waymark_app using (
  exists (select 1 from decision_notice where decision_notice.id = decision_verdict.decision_id)
);
-- In one's own name and of one's own office; an earlier paper's is entered with the paper and names an office only.
create policy add on decision_verdict for insert to waymark_app with check (
  ((select viewer_may('decision:approve')) and staff_id = (select viewer_staff())
    and exists (select 1 from decision_notice n where n.id = decision_verdict.decision_id and n.source is null
      and n.agency_id = (select viewer_agency()) and n.drafted_by <> (select viewer_staff())))
  or ((select viewer_may('decision:draft')) and staff_id is null
    and exists (select 1 from decision_notice n where n.id = decision_verdict.decision_id and n.source is not null))
);
$history(decision_verdict)
