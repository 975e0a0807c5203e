alter table option_figure enable row level security;
alter table option_figure force row level security;
grant select, insert, update on option_figure to waymark_app;
create policy see on option_figure for select to waymark_app using (exists (select 1 from appraisal_option o where o.id = option_figure.option_id));
create policy add on option_figure for insert to waymark_app with check ((select viewer_may('cost:edit')) and exists (select 1 from appraisal_option o where o.id = option_figure.option_id));
create policy change on option_figure for update to waymark_app using ((select viewer_may('cost:edit')) and exists (select 1 from appraisal_option o where o.id = option_figure.option_id)) with check ((select viewer_may('cost:edit')) and exists (select 1 from appraisal_option o where o.id = option_figure.option_id));
$history(option_figure)
