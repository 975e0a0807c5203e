alter table cost_year enable row level security;
alter table cost_year force row level security;
grant select, insert, update on cost_year to waymark_app;
create policy see on cost_year for select to waymark_app using ((select viewer_sees('costs')) and scheme_id = (select viewer_scheme()));
-- Whoever writes a line of the year is among its writers, whatever asks, and no writer approves it (a check of the table).
create policy add on cost_year for insert to waymark_app with check (
  (select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()) and state = 'draft' and (select viewer_staff()) = any (writers)
);
create policy change on cost_year for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_may('cost:edit')) or (select viewer_may('cost:approve')))
) with check (
  scheme_id = (select viewer_scheme())
  and (((select viewer_may('cost:edit')) and state = 'draft' and (select viewer_staff()) = any (writers))
    or ((select viewer_may('cost:approve')) and decided_by = (select viewer_staff())))
);
$history(cost_year)
-- cost_formula_revoke() asks whether an approved budget is split by it.
grant select on cost_year to waymark_definer;
create policy definer on cost_year for select to waymark_definer using ((select viewer_may('cost:approve')));
