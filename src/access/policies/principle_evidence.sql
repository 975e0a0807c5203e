alter table principle_evidence enable row level security;
alter table principle_evidence force row level security;
grant select, insert, update on principle_evidence to waymark_app;
create policy see on principle_evidence for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on principle_evidence for insert to waymark_app with check ((select viewer_may('principle:show')) and scheme_id = (select viewer_scheme()));
create policy change on principle_evidence for update to waymark_app using ((select viewer_may('principle:show')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('principle:show')) and scheme_id = (select viewer_scheme()));
$history(principle_evidence)
