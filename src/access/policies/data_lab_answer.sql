-- Published figures of the Ministry's: for whoever sees outcomes or stored figures.
alter table data_lab_answer enable row level security;
alter table data_lab_answer force row level security;
grant select, insert, update on data_lab_answer to waymark_app;
create policy see on data_lab_answer for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_sees('outcomes')) or (select viewer_sees('aggregates')))
);
create policy add on data_lab_answer for insert to waymark_app with check (
  (select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()) and entered_by = (select viewer_staff())
);
create policy change on data_lab_answer for update to waymark_app
  using ((select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()));
$history(data_lab_answer)
