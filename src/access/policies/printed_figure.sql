alter table printed_figure enable row level security;
alter table printed_figure force row level security;
grant select, insert, update on printed_figure to waymark_app;
create policy see on printed_figure for select to waymark_app using ((select viewer_sees('costs')) and scheme_id = (select viewer_scheme()));
create policy add on printed_figure for insert to waymark_app with check ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()));
create policy change on printed_figure for update to waymark_app using ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()));
$history(printed_figure)
