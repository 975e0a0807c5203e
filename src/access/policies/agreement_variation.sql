alter table agreement_variation enable row level security;
alter table agreement_variation force row level security;
grant select, insert, update on agreement_variation to waymark_app;
create policy see on agreement_variation for select to waymark_app using (
  exists (select 1 from agreement where agreement.id = agreement_variation.agreement_id)
);
create policy add on agreement_variation for insert to waymark_app with check (
  (select viewer_may('agreement:manage')) and exists (select 1 from agreement where agreement.id = agreement_variation.agreement_id)
);
-- One that waits for signatures takes effect or is withdrawn; what is in effect stays as it is.
create policy change on agreement_variation for update to waymark_app using (
  (select viewer_may('agreement:manage')) and state = 'waiting'
  and exists (select 1 from agreement where agreement.id = agreement_variation.agreement_id)
) with check ((select viewer_may('agreement:manage')));
$history(agreement_variation)
