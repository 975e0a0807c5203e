alter table appraisal_option enable row level security;
alter table appraisal_option force row level security;
grant select, insert, update on appraisal_option to waymark_app;
create policy see on appraisal_option for select to waymark_app using (exists (select 1 from option_appraisal a where a.id = appraisal_option.appraisal_id));
create policy add on appraisal_option for insert to waymark_app with check ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_option.appraisal_id));
create policy change on appraisal_option for update to waymark_app using ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_option.appraisal_id)) with check ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_option.appraisal_id));
$history(appraisal_option)
