-- Everybody's own.
alter table cohort_view enable row level security;
alter table cohort_view force row level security;
grant select, insert, update, delete on cohort_view to waymark_app;
create policy own on cohort_view to waymark_app using (staff_id = (select viewer_staff()) and scheme_id = (select viewer_scheme()))
  with check (staff_id = (select viewer_staff()) and scheme_id = (select viewer_scheme()));
