alter table governance_action_version enable row level security;
alter table governance_action_version force row level security;
grant select, insert on governance_action_version to waymark_app;
create policy see on governance_action_version for select to waymark_app using (
  exists (select 1 from governance_action where governance_action.id = governance_action_version.action_id)
);
create policy add on governance_action_version for insert to waymark_app with check (
  (select viewer_may('action:manage')) and staff_id = (select viewer_staff())
  and exists (select 1 from governance_action where governance_action.id = governance_action_version.action_id)
);
