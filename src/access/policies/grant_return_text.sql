-- The provider's own words: the provider has every edition, the scheme's office those that were sent, and the policing body
-- only what the office has found to name nobody. Each edition is kept, so it has no row history beside it.
alter table grant_return_text enable row level security;
alter table grant_return_text force row level security;
grant select, insert, update on grant_return_text to waymark_app;
create policy provider on grant_return_text for select to waymark_app using (
  (select viewer_sees('returns')) and exists (select 1 from grant_return r join grant_award g on g.id = r.grant_id
    where r.id = grant_return_text.return_id and g.provider_id = (select viewer_agency()))
);
create policy office on grant_return_text for select to waymark_app using (
  (select viewer_may('return:check')) and state <> 'draft'
  and exists (select 1 from grant_return r join grant_award g on g.id = r.grant_id where r.id = grant_return_text.return_id and g.scheme_id = (select viewer_scheme()))
);
create policy cleared on grant_return_text for select to waymark_app using (
  (select viewer_sees('grants')) and state = 'clear'
  and exists (select 1 from grant_return r join grant_award g on g.id = r.grant_id where r.id = grant_return_text.return_id and g.scheme_id = (select viewer_scheme()))
);
create policy add on grant_return_text for insert to waymark_app with check (
  (select viewer_may('return:submit')) and state in ('draft', 'sent') and written_by = (select viewer_staff())
  and exists (select 1 from grant_return r join grant_award g on g.id = r.grant_id
    where r.id = grant_return_text.return_id and g.provider_id = (select viewer_agency()) and r.state in ('open', 'sent-back', 'queried'))
);
-- What was sent is not rewritten: the office reads what was looked through.
create policy write on grant_return_text for update to waymark_app using (
  (select viewer_may('return:submit')) and state = 'draft'
  and exists (select 1 from grant_return r join grant_award g on g.id = r.grant_id
    where r.id = grant_return_text.return_id and g.provider_id = (select viewer_agency()) and r.state in ('open', 'sent-back', 'queried'))
) with check (state in ('draft', 'sent'));
create policy check_it on grant_return_text for update to waymark_app using (
  (select viewer_may('return:check')) and state = 'sent'
  and exists (select 1 from grant_return r join grant_award g on g.id = r.grant_id where r.id = grant_return_text.return_id and g.scheme_id = (select viewer_scheme()))
) with check (state in ('clear', 'marked'));
grant select on grant_return_text to waymark_grants;
create policy grants on grant_return_text for select to waymark_grants using ($service(grants) and state = 'sent');
