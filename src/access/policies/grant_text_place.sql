-- Where a text may name somebody. For the scheme's office alone: the provider who wrote it is told by a person of the office
-- which places to change, and by nothing else, so that writing names and looking tells nobody who is on the scheme.
alter table grant_text_place enable row level security;
alter table grant_text_place force row level security;
grant select on grant_text_place to waymark_app;
create policy see on grant_text_place for select to waymark_app using (
  (select viewer_may('return:check')) and exists (select 1 from grant_return_text t where t.id = grant_text_place.text_id)
);
grant select, insert on grant_text_place to waymark_grants;
create policy grants on grant_text_place to waymark_grants using ($service(grants)) with check ($service(grants));
