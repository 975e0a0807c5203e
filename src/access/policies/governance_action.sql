alter table governance_action enable row level security;
alter table governance_action force row level security;
grant select, insert, update on governance_action to waymark_app;
create policy see on governance_action for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on governance_action for insert to waymark_app with check ((select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()));
create policy change on governance_action for update to waymark_app using ((select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('action:manage')) and scheme_id = (select viewer_scheme()));
$history(governance_action)
