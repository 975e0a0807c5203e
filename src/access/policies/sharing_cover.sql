grant select on sharing_cover to waymark_app, $services;
alter table sharing_cover enable row level security;
alter table sharing_cover force row level security;
create policy see on sharing_cover for select to waymark_app using ((select viewer_staff()) is not null);
create policy services on sharing_cover for select to $services using ((select viewer_service()) is not null);
-- No role writes cover: it opens when a second person confirms a signature, and closes with an end, a suspension or a signature
-- taken back (_signatures.sql).
grant select, insert, update on sharing_cover to waymark_definer;
create policy decide on sharing_cover to waymark_definer
  using ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')))
  with check ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')));
-- An agency that takes another's work over (_succession.sql).
create policy succeed on sharing_cover to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
