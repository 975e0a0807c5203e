alter table virement enable row level security;
alter table virement force row level security;
grant select, insert, update on virement to waymark_app;
create policy see on virement for select to waymark_app using ((select viewer_sees('costs')) and scheme_id = (select viewer_scheme()));
create policy add on virement for insert to waymark_app with check (
  (select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()) and state = 'requested' and requested_by = (select viewer_staff())
);
-- Nobody approves what they asked for (a check of the table says so too); only whoever asked takes it back.
create policy change on virement for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and state = 'requested'
) with check (
  scheme_id = (select viewer_scheme())
  and (((select viewer_may('cost:approve')) and state in ('approved', 'refused') and decided_by = (select viewer_staff()))
    or ((select viewer_may('cost:edit')) and state = 'withdrawn' and requested_by = (select viewer_staff())))
);
$history(virement)
