-- What was agreed: seen with its grant.
alter table grant_output enable row level security;
alter table grant_output force row level security;
grant select, insert, update on grant_output to waymark_app;
create policy see on grant_output for select to waymark_app using (exists (select 1 from grant_award g where g.id = grant_output.grant_id));
create policy add on grant_output for insert to waymark_app with check (
  (select viewer_may('grant:manage')) and exists (select 1 from grant_award g where g.id = grant_output.grant_id and g.agency_id = (select viewer_agency()))
);
create policy change on grant_output for update to waymark_app using (
  (select viewer_may('grant:manage')) and exists (select 1 from grant_award g where g.id = grant_output.grant_id and g.agency_id = (select viewer_agency()))
);
$history(grant_output)
