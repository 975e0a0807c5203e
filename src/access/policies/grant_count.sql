-- Sums of work, and what people reported with small numbers left out: seen with the return, once it was sent.
alter table grant_count enable row level security;
alter table grant_count force row level security;
grant select on grant_count to waymark_app;
create policy see on grant_count for select to waymark_app using (exists (select 1 from grant_return r where r.id = grant_count.return_id));
grant select, insert, update on grant_count to waymark_grants;
create policy grants on grant_count to waymark_grants using ($service(grants)) with check ($service(grants));
