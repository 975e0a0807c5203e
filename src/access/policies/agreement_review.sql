alter table agreement_review enable row level security;
alter table agreement_review force row level security;
grant select, insert on agreement_review to waymark_app;
create policy see on agreement_review for select to waymark_app using (
  exists (select 1 from agreement where agreement.id = agreement_review.agreement_id)
);
create policy add on agreement_review for insert to waymark_app with check (
  (select viewer_may('agreement:manage')) and recorded_by = (select viewer_staff())
  and exists (select 1 from agreement where agreement.id = agreement_review.agreement_id)
);
