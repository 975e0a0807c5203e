-- Who is employed where is known to whoever plans with it or pays for it.
alter table post enable row level security;
alter table post force row level security;
grant select, insert, update on post to waymark_app;
create policy see on post for select to waymark_app using (
  scheme_id = (select viewer_scheme())
  and ((select viewer_sees('posts')) or (select viewer_may('case:allocate')))
);
create policy add on post for insert to waymark_app with check ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()));
create policy change on post for update to waymark_app using ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('post:manage')) and scheme_id = (select viewer_scheme()));
$history(post)
