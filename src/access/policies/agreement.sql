alter table agreement enable row level security;
alter table agreement force row level security;
grant select, insert, update on agreement to waymark_app;
create policy see on agreement for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on agreement for insert to waymark_app with check ((select viewer_may('agreement:manage')) and scheme_id = (select viewer_scheme()));
create policy change on agreement for update to waymark_app using ((select viewer_may('agreement:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('agreement:manage')) and scheme_id = (select viewer_scheme()));
$history(agreement)
-- An agency that takes another's work over (_succession.sql).
grant select (id, ended_on, expires_on) on agreement to waymark_definer;
create policy succeed on agreement for select to waymark_definer using ((select viewer_may('agency:succeed')));
