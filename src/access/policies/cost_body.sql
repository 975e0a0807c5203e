-- A name that a cost line is borne under: whoever sees costs sees it, and it opens nothing.
alter table cost_body enable row level security;
alter table cost_body force row level security;
grant select, insert, update on cost_body to waymark_app;
create policy see on cost_body for select to waymark_app using ((select viewer_sees('costs')) and scheme_id = (select viewer_scheme()));
create policy add on cost_body for insert to waymark_app with check ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()));
create policy change on cost_body for update to waymark_app using ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()));
$history(cost_body)
