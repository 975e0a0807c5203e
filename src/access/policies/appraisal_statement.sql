alter table appraisal_statement enable row level security;
alter table appraisal_statement force row level security;
grant select, insert, update, delete on appraisal_statement to waymark_app;
create policy see on appraisal_statement for select to waymark_app using (exists (select 1 from option_appraisal a where a.id = appraisal_statement.appraisal_id));
create policy add on appraisal_statement for insert to waymark_app with check ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_statement.appraisal_id));
create policy change on appraisal_statement for update to waymark_app using ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_statement.appraisal_id)) with check ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_statement.appraisal_id));
create policy remove on appraisal_statement for delete to waymark_app using ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_statement.appraisal_id));
$history(appraisal_statement)
