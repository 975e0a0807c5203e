alter table post_holder enable row level security;
alter table post_holder force row level security;
grant select, insert, update on post_holder to waymark_app;
create policy see on post_holder for select to waymark_app using (
  exists (select 1 from post where post.id = post_holder.post_id)
);
create policy add on post_holder for insert to waymark_app with check (
  (select viewer_may('post:manage')) and exists (select 1 from post where post.id = post_holder.post_id)
);
create policy change on post_holder for update to waymark_app using (
  (select viewer_may('post:manage')) and exists (select 1 from post where post.id = post_holder.post_id)
) with check ((select viewer_may('post:manage')));
$history(post_holder)
