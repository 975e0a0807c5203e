-- What staff are trained for: one's own; of the scheme, for whoever keeps posts, sees them, or lets an assessment in.
alter table staff_training enable row level security;
alter table staff_training force row level security;
grant select, insert, update on staff_training to waymark_app;
create policy own on staff_training for select to waymark_app using (staff_id = (select viewer_staff()));
create policy see on staff_training for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_may('post:manage')) or (select viewer_may('risk:override')))
);
-- Nobody certifies themselves.
create policy add on staff_training for insert to waymark_app with check (
  (select viewer_may('post:manage')) and scheme_id = (select viewer_scheme())
  and recorded_by = (select viewer_staff()) and staff_id <> (select viewer_staff())
);
create policy change on staff_training for update to waymark_app using (
  (select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()) and staff_id <> (select viewer_staff())
) with check ((select viewer_may('post:manage')) and staff_id <> (select viewer_staff()));
$history(staff_training)
-- Whether it holds, for whoever gives work that asks for it (_skills.sql).
grant select (staff_id, scheme_id, what, from_date, expires_on, withdrawn_why) on staff_training to waymark_definer;
create policy asked on staff_training for select to waymark_definer using ((select viewer_known()));
