-- The directory is about nobody: whoever has it sees the whole of the scheme's.
alter table service enable row level security;
alter table service force row level security;
grant select, insert, update on service to waymark_app;
create policy see on service for select to waymark_app using (
  ((select viewer_sees('directory')) or (select viewer_sees('referrals'))) and scheme_id = (select viewer_scheme())
);
create policy add on service for insert to waymark_app with check (
  (select viewer_may('directory:manage')) and scheme_id = (select viewer_scheme())
);
create policy change on service for update to waymark_app using (
  (select viewer_may('directory:manage')) and scheme_id = (select viewer_scheme())
) with check ((select viewer_may('directory:manage')) and scheme_id = (select viewer_scheme()));
grant select on service to waymark_definer;
create policy definer on service for select to waymark_definer using ((select viewer_known()));
-- An agency that takes another's work over (_succession.sql).
grant update (agency_id, version, changed_at, changed_by) on service to waymark_definer;
create policy succeed on service for update to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
