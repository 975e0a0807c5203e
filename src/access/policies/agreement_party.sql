alter table agreement_party enable row level security;
alter table agreement_party force row level security;
grant select, insert on agreement_party to waymark_app;
create policy see on agreement_party for select to waymark_app using (
  exists (select 1 from agreement where agreement.id = agreement_party.agreement_id)
);
-- Unsigned: a signature stands here only once a second person has confirmed it, and agreement_decide() alone writes it. What
-- a party may have stays as it was entered.
create policy add on agreement_party for insert to waymark_app with check (
  (select viewer_may('agreement:manage')) and signed_as is null and signed_on is null and entered_by is null and confirmed_by is null
  and exists (select 1 from agreement where agreement.id = agreement_party.agreement_id)
);
$history(agreement_party)
-- An agency that takes another's work over (_succession.sql).
grant select, update, delete on agreement_party to waymark_definer;
create policy succeed on agreement_party for select to waymark_definer using ((select viewer_may('agency:succeed')));
create policy decide on agreement_party to waymark_definer
  using ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')))
  with check ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')));
