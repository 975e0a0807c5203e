-- Written once, by whoever moves a line, and never changed.
alter table cost_line_move enable row level security;
alter table cost_line_move force row level security;
grant select, insert on cost_line_move to waymark_app;
create policy see on cost_line_move for select to waymark_app using (exists (select 1 from cost_line l where l.id = cost_line_move.cost_line_id));
create policy add on cost_line_move for insert to waymark_app with check (
  (select viewer_may('cost:edit')) and moved_by = (select viewer_staff()) and exists (select 1 from cost_line l where l.id = cost_line_move.cost_line_id)
);
