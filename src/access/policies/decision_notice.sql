alter table decision_notice enable row level security;
alter table decision_notice force row level security;
grant select, insert, update on decision_notice to waymark_app;
create policy see on decision_notice for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on decision_notice for insert to waymark_app with check (
  (select viewer_may('decision:draft')) and scheme_id = (select viewer_scheme()) and drafted_by = (select viewer_staff())
  -- A decided paper is only ever entered as an earlier one, and says where it came from.
  and decided_by is null and (state = 'draft' or source is not null)
);
create policy change on decision_notice for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and state in ('draft', 'certified', 'referred') and source is null
  and ((select viewer_may('decision:draft')) or (select viewer_may('decision:certify')) or (select viewer_may('decision:approve')))
) with check (
  scheme_id = (select viewer_scheme())
  -- Nobody decides their own paper, nor another policing body's, whatever asks.
  and (state in ('draft', 'certified') or ((select viewer_may('decision:approve')) and drafted_by <> (select viewer_staff())
    and agency_id = (select viewer_agency())))
);
-- Whoever signed a decision corrects or withdraws it.
create policy correct on decision_notice for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and state in ('approved', 'amended', 'refused') and source is null
  and (select viewer_may('decision:approve')) and decided_by = (select viewer_staff()) and agency_id = (select viewer_agency())
) with check (
  scheme_id = (select viewer_scheme()) and state in ('approved', 'amended', 'refused', 'withdrawn') and decided_by = (select viewer_staff())
);
-- An earlier paper's signature or day comes to light.
create policy complete on decision_notice for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and source is not null and (state = 'referred' or decided_on is null)
  and (select viewer_may('decision:draft'))
) with check (scheme_id = (select viewer_scheme()) and source is not null and decided_by is null);
$history(decision_notice)
