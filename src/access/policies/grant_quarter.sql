-- The profile of a grant: seen with it.
alter table grant_quarter enable row level security;
alter table grant_quarter force row level security;
grant select, insert, update, delete on grant_quarter to waymark_app;
create policy see on grant_quarter for select to waymark_app using (exists (select 1 from grant_award g where g.id = grant_quarter.grant_id));
create policy add on grant_quarter for insert to waymark_app with check (
  (select viewer_may('grant:manage')) and exists (select 1 from grant_award g where g.id = grant_quarter.grant_id and g.agency_id = (select viewer_agency()) and g.state = 'draft')
);
create policy change on grant_quarter for update to waymark_app using (
  (select viewer_may('grant:manage')) and exists (select 1 from grant_award g where g.id = grant_quarter.grant_id and g.agency_id = (select viewer_agency()) and g.state = 'draft')
);
-- While it is a draft the term may change, and its quarters with it.
create policy take_out on grant_quarter for delete to waymark_app using (
  (select viewer_may('grant:manage')) and exists (select 1 from grant_award g where g.id = grant_quarter.grant_id and g.agency_id = (select viewer_agency()) and g.state = 'draft')
);
grant select on grant_quarter to waymark_grants;
create policy grants on grant_quarter for select to waymark_grants using ($service(grants));
$history(grant_quarter)
