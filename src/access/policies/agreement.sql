alter table agreement enable row level security;
alter table agreement force row level security;
grant select, insert on agreement to waymark_app;
-- A party's own agreements are seen by whoever confirms its signatures, too.
create policy see on agreement for select to waymark_app using (scheme_id = (select viewer_scheme())
  and ((select viewer_sees('governance')) or id = any ((select viewer_agreements())::bigint[])));
create policy add on agreement for insert to waymark_app with check ((select viewer_may('agreement:manage')) and scheme_id = (select viewer_scheme())
  and ended_on is null and suspended_on is null);
-- Whom its warnings go to and when it is reviewed. What it says, its days, its end and its suspension need what
-- _signatures.sql asks.
grant update (owner_id, review_on, version) on agreement to waymark_app;
create policy change on agreement for update to waymark_app using ((select viewer_may('agreement:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('agreement:manage')) and scheme_id = (select viewer_scheme()));
$history(agreement)
-- An agency that takes another's work over (_succession.sql).
grant select, update on agreement to waymark_definer;
create policy succeed on agreement for select to waymark_definer using ((select viewer_may('agency:succeed')));
-- The second person's yes or no (_signatures.sql).
create policy decide on agreement to waymark_definer
  using ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')))
  with check ((select viewer_may('agreement:confirm')) or (select viewer_may('agreement:manage')));
