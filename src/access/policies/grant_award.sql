-- Terms of a grant. A provider's manager reads those of their own agency's, once they are agreed.
alter table grant_award enable row level security;
alter table grant_award force row level security;
grant select, insert, update on grant_award to waymark_app;
create policy see on grant_award for select to waymark_app using ((select viewer_sees('grants')) and scheme_id = (select viewer_scheme()));
create policy provider on grant_award for select to waymark_app using (
  (select viewer_sees('returns')) and provider_id = (select viewer_agency()) and scheme_id = (select viewer_scheme()) and state <> 'draft'
);
create policy add on grant_award for insert to waymark_app with check (
  (select viewer_may('grant:manage')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency()) and state = 'draft'
);
-- Whoever pays from it locks it, and changes nothing of it.
create policy change on grant_award for update to waymark_app using (
  ((select viewer_may('grant:manage')) or (select viewer_may('grant:pay'))) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
) with check ((select viewer_may('grant:manage')) and agency_id = (select viewer_agency()));
grant select on grant_award to waymark_grants;
create policy grants on grant_award for select to waymark_grants using ($service(grants));
$history(grant_award)
