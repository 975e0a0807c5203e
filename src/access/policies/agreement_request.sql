alter table agreement_request enable row level security;
alter table agreement_request force row level security;
grant select, insert on agreement_request to waymark_app;
create policy see on agreement_request for select to waymark_app using (
  exists (select 1 from agreement where agreement.id = agreement_request.agreement_id)
);
-- In one's own name, and nothing that stops sharing meanwhile: agreement_suspend() alone does.
create policy add on agreement_request for insert to waymark_app with check (
  (select viewer_may('agreement:manage')) and asked_by = (select viewer_staff()) and state = 'asked' and not suspends
  and exists (select 1 from agreement where agreement.id = agreement_request.agreement_id)
  and (party_id is null or exists (select 1 from agreement_party p where p.id = party_id and p.agreement_id = agreement_request.agreement_id))
  -- A suspended agreement takes no signature of a variation.
  and (kind <> 'sign-variation' or exists (select 1 from agreement a where a.id = agreement_request.agreement_id and a.suspended_on is null))
  and (variation_id is null or exists (select 1 from agreement_variation v where v.id = variation_id and v.agreement_id = agreement_request.agreement_id))
);
-- Taking a request back. A suspension is not taken back: whoever stopped sharing does not start it again alone.
grant update (state, decided_by, decided_at, decided_why) on agreement_request to waymark_app;
create policy withdraw on agreement_request for update to waymark_app using (
  (select viewer_may('agreement:manage')) and state = 'asked' and not suspends
  and exists (select 1 from agreement where agreement.id = agreement_request.agreement_id)
) with check (state = 'withdrawn' and decided_by = (select viewer_staff()));
-- The second person's yes or no (_signatures.sql).
grant select, insert, update on agreement_request to waymark_definer;
create policy decide on agreement_request to waymark_definer
  using ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')))
  with check ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')));
