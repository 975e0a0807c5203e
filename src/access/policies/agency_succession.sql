alter table agency_succession enable row level security;
alter table agency_succession force row level security;
grant select, insert, update on agency_succession to waymark_app;
create policy see on agency_succession for select to waymark_app using ((select viewer_staff()) is not null);
create policy add on agency_succession for insert to waymark_app with check (
  (select viewer_may('agency:succeed')) and scheme_id = (select viewer_scheme()) and made_by = (select viewer_staff()) and state = 'draft'
);
create policy change on agency_succession for update to waymark_app using (
  (select viewer_may('agency:succeed')) and scheme_id = (select viewer_scheme()) and state = 'draft'
) with check ((select viewer_may('agency:succeed')) and scheme_id = (select viewer_scheme()) and state in ('draft', 'withdrawn'));
grant select, update on agency_succession to waymark_definer;
create policy definer on agency_succession to waymark_definer using ((select viewer_known())) with check ((select viewer_may('agency:succeed')));
$history(agency_succession)
