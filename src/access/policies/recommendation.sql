alter table recommendation enable row level security;
alter table recommendation force row level security;
grant select, insert, update on recommendation to waymark_app;
create policy see on recommendation for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on recommendation for insert to waymark_app with check (
  (select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()) and status = 'open'
);
-- Whoever keeps the register may do all but assure; only somebody else than the owner and than whoever reported it done assures.
create policy change on recommendation for update to waymark_app using ((select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()) and status <> 'assured');
create policy assure on recommendation for update to waymark_app using ((select viewer_may('recommendation:assure')) and scheme_id = (select viewer_scheme()))
  with check (
    (select viewer_may('recommendation:assure')) and scheme_id = (select viewer_scheme()) and (status <> 'assured' or (
      assured_by = (select viewer_staff()) and done_by <> (select viewer_staff()) and owner_id is distinct from (select viewer_staff())))
  );
$history(recommendation)
