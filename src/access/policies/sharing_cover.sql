grant select on sharing_cover to waymark_app, $services;
alter table sharing_cover enable row level security;
alter table sharing_cover force row level security;
create policy see on sharing_cover for select to waymark_app using ((select viewer_staff()) is not null);
create policy services on sharing_cover for select to $services using ((select viewer_service()) is not null);
grant insert, update on sharing_cover to waymark_app;
create policy manage on sharing_cover for insert to waymark_app with check ((select viewer_may('agreement:manage')));
create policy change on sharing_cover for update to waymark_app using ((select viewer_may('agreement:manage'))) with check ((select viewer_may('agreement:manage')));
grant insert, update on sharing_cover to waymark_setup;
create policy setup on sharing_cover to waymark_setup using ($service(setup)) with check ($service(setup));
-- An agency that takes another's work over (_succession.sql).
grant select, insert, update on sharing_cover to waymark_definer;
create policy succeed on sharing_cover to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
