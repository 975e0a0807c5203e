-- What was asked of the Data Lab, sent to it, and who answers for the copies. Of people it holds a count.
alter table data_lab_request enable row level security;
alter table data_lab_request force row level security;
grant select, insert, update on data_lab_request to waymark_app;
create policy see on data_lab_request for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_may('data-lab:send')) or (select viewer_sees('exports')))
);
create policy add on data_lab_request for insert to waymark_app with check (
  (select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()) and made_by = (select viewer_staff())
);
create policy change on data_lab_request for update to waymark_app
  using ((select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()));
$history(data_lab_request)
