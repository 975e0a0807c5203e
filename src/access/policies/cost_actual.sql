alter table cost_actual enable row level security;
alter table cost_actual force row level security;
grant select, insert, update, delete on cost_actual to waymark_app;
create policy see on cost_actual for select to waymark_app using (exists (select 1 from cost_line l where l.id = cost_actual.cost_line_id));
create policy add on cost_actual for insert to waymark_app with check ((select viewer_may('cost:edit')) and exists (select 1 from cost_line l where l.id = cost_actual.cost_line_id));
create policy change on cost_actual for update to waymark_app using ((select viewer_may('cost:edit')) and exists (select 1 from cost_line l where l.id = cost_actual.cost_line_id)) with check ((select viewer_may('cost:edit')) and exists (select 1 from cost_line l where l.id = cost_actual.cost_line_id));
-- A month entered by mistake is not known again.
create policy remove on cost_actual for delete to waymark_app using ((select viewer_may('cost:edit')) and exists (select 1 from cost_line l where l.id = cost_actual.cost_line_id));
$history(cost_actual)
