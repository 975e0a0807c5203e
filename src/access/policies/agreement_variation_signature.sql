alter table agreement_variation_signature enable row level security;
alter table agreement_variation_signature force row level security;
grant select on agreement_variation_signature to waymark_app;
create policy see on agreement_variation_signature for select to waymark_app using (
  exists (select 1 from agreement_variation where agreement_variation.id = agreement_variation_signature.variation_id)
);
-- Written by the second person's yes alone (_signatures.sql).
grant select, insert on agreement_variation_signature to waymark_definer;
create policy decide on agreement_variation_signature to waymark_definer
  using ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')))
  with check (confirmed_by = (select viewer_staff()) and (select viewer_may('agreement:confirm')));
