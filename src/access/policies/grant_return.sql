-- State, spend and dates of a quarter's return: no words of the provider are in it (grant_return_text).
alter table grant_return enable row level security;
alter table grant_return force row level security;
grant select, insert, update on grant_return to waymark_app;
create policy see on grant_return for select to waymark_app using (exists (select 1 from grant_award g where g.id = grant_return.grant_id));
create policy add on grant_return for insert to waymark_app with check (
  (select viewer_may('grant:manage')) and state = 'open' and exists (select 1 from grant_award g where g.id = grant_return.grant_id and g.agency_id = (select viewer_agency()))
);
-- The provider sends it and takes it back; the scheme's office passes it on or sends it back; the policing body decides.
create policy provider on grant_return for update to waymark_app using (
  (select viewer_may('return:submit')) and state in ('open', 'sent-back', 'queried', 'submitted')
  and exists (select 1 from grant_award g where g.id = grant_return.grant_id and g.provider_id = (select viewer_agency()))
) with check (state in ('open', 'sent-back', 'queried', 'submitted'));
create policy office on grant_return for update to waymark_app using (
  (select viewer_may('return:check')) and state = 'submitted'
  and exists (select 1 from grant_award g where g.id = grant_return.grant_id and g.scheme_id = (select viewer_scheme()))
) with check (state in ('sent-back', 'with-commissioner') and (state <> 'with-commissioner' or passed_by = (select viewer_staff())));
create policy review on grant_return for update to waymark_app using (
  (select viewer_may('grant:review')) and state in ('with-commissioner', 'accepted')
  and exists (select 1 from grant_award g where g.id = grant_return.grant_id and g.agency_id = (select viewer_agency()))
) with check (state in ('queried', 'accepted', 'with-commissioner') and decided_by = (select viewer_staff()));
grant select on grant_return to waymark_grants;
create policy grants on grant_return for select to waymark_grants using ($service(grants));
$history(grant_return)
