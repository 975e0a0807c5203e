alter table appraisal_criterion enable row level security;
alter table appraisal_criterion force row level security;
grant select, insert, update on appraisal_criterion to waymark_app;
create policy see on appraisal_criterion for select to waymark_app using (exists (select 1 from option_appraisal a where a.id = appraisal_criterion.appraisal_id));
create policy add on appraisal_criterion for insert to waymark_app with check ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_criterion.appraisal_id));
create policy change on appraisal_criterion for update to waymark_app using ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_criterion.appraisal_id)) with check ((select viewer_may('cost:edit')) and exists (select 1 from option_appraisal a where a.id = appraisal_criterion.appraisal_id));
$history(appraisal_criterion)
