alter table agreement_variation enable row level security;
alter table agreement_variation force row level security;
grant select, insert on agreement_variation to waymark_app;
create policy see on agreement_variation for select to waymark_app using (
  exists (select 1 from agreement where agreement.id = agreement_variation.agreement_id)
);
-- One that is in effect already is from before the agreement came into the register: nobody has signed it here yet.
create policy add on agreement_variation for insert to waymark_app with check (
  (select viewer_may('agreement:manage')) and exists (select 1 from agreement where agreement.id = agreement_variation.agreement_id)
  and (state = 'waiting' or not exists (select 1 from agreement_party p where p.agreement_id = agreement_variation.agreement_id
    and (p.signed_on is not null or p.signed_as is not null)))
);
-- One that waits for signatures is withdrawn; it takes effect by agreement_decide(), and what is in effect stays as it is.
grant update (state, withdrawn_why) on agreement_variation to waymark_app;
create policy change on agreement_variation for update to waymark_app using (
  (select viewer_may('agreement:manage')) and state = 'waiting'
  and exists (select 1 from agreement where agreement.id = agreement_variation.agreement_id)
) with check ((select viewer_may('agreement:manage')) and state = 'withdrawn');
$history(agreement_variation)
grant select, update on agreement_variation to waymark_definer;
create policy decide on agreement_variation to waymark_definer
  using ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')))
  with check ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')));
