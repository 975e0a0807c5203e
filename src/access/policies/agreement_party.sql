alter table agreement_party enable row level security;
alter table agreement_party force row level security;
grant select, insert, update on agreement_party to waymark_app;
create policy see on agreement_party for select to waymark_app using (
  exists (select 1 from agreement where agreement.id = agreement_party.agreement_id)
);
create policy add on agreement_party for insert to waymark_app with check (
  (select viewer_may('agreement:manage')) and exists (select 1 from agreement where agreement.id = agreement_party.agreement_id)
);
create policy change on agreement_party for update to waymark_app using (
  (select viewer_may('agreement:manage')) and exists (select 1 from agreement where agreement.id = agreement_party.agreement_id)
) with check ((select viewer_may('agreement:manage')));
$history(agreement_party)
-- An agency that takes another's work over (_succession.sql).
grant select, insert on agreement_party to waymark_definer;
create policy succeed on agreement_party to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
