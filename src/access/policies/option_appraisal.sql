-- Options are about structures and money, never about a person: whoever sees costs sees them.
alter table option_appraisal enable row level security;
alter table option_appraisal force row level security;
grant select, insert, update on option_appraisal to waymark_app;
create policy see on option_appraisal for select to waymark_app using ((select viewer_sees('costs')) and scheme_id = (select viewer_scheme()));
create policy add on option_appraisal for insert to waymark_app with check ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()));
create policy change on option_appraisal for update to waymark_app using ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme())) with check ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()));
$history(option_appraisal)
