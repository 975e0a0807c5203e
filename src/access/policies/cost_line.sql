alter table cost_line enable row level security;
alter table cost_line force row level security;
grant select, insert, update on cost_line to waymark_app;
create policy see on cost_line for select to waymark_app using ((select viewer_sees('costs')) and scheme_id = (select viewer_scheme()));
create policy add on cost_line for insert to waymark_app with check ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()));
-- Whoever approves what is moved from it locks it, and changes nothing of it.
create policy change on cost_line for update to waymark_app using (((select viewer_may('cost:edit')) or (select viewer_may('cost:approve'))) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()));
$history(cost_line)
