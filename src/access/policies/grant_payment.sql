-- Payments and money asked back. One asks and another releases (a check of the table says so too); no quarter is paid twice
-- (a unique index).
alter table grant_payment enable row level security;
alter table grant_payment force row level security;
grant select, insert, update on grant_payment to waymark_app;
create policy see on grant_payment for select to waymark_app using (exists (select 1 from grant_award g where g.id = grant_payment.grant_id));
create policy add on grant_payment for insert to waymark_app with check (
  (select viewer_may('grant:pay')) and state = 'asked' and asked_by = (select viewer_staff())
  and exists (select 1 from grant_award g where g.id = grant_payment.grant_id and g.agency_id = (select viewer_agency()))
);
create policy change on grant_payment for update to waymark_app using (
  (select viewer_may('grant:pay')) and (state = 'asked' or (kind = 'clawback' and state = 'released'))
  and exists (select 1 from grant_award g where g.id = grant_payment.grant_id and g.agency_id = (select viewer_agency()))
) with check (
  (state in ('released', 'refused') and (decided_by = (select viewer_staff()) or received_on is not null))
  or (state = 'withdrawn' and asked_by = (select viewer_staff()))
);
$history(grant_payment)
