alter table option_score enable row level security;
alter table option_score force row level security;
grant select, insert, update on option_score to waymark_app;
create policy see on option_score for select to waymark_app using (exists (select 1 from appraisal_option o where o.id = option_score.option_id));
create policy add on option_score for insert to waymark_app with check ((select viewer_may('cost:edit')) and exists (select 1 from appraisal_option o where o.id = option_score.option_id));
create policy change on option_score for update to waymark_app using ((select viewer_may('cost:edit')) and exists (select 1 from appraisal_option o where o.id = option_score.option_id)) with check ((select viewer_may('cost:edit')) and exists (select 1 from appraisal_option o where o.id = option_score.option_id));
$history(option_score)
