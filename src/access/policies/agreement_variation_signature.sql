alter table agreement_variation_signature enable row level security;
alter table agreement_variation_signature force row level security;
grant select, insert on agreement_variation_signature to waymark_app;
create policy see on agreement_variation_signature for select to waymark_app using (
  exists (select 1 from agreement_variation where agreement_variation.id = agreement_variation_signature.variation_id)
);
create policy add on agreement_variation_signature for insert to waymark_app with check (
  (select viewer_may('agreement:manage')) and recorded_by = (select viewer_staff())
  and exists (select 1 from agreement_variation where agreement_variation.id = agreement_variation_signature.variation_id)
);
