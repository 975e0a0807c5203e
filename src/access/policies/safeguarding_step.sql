-- What became of a concern: for whoever sees the concern. The hub says it; where the hub answers outside the system,
-- whoever sent the concern notes it. Nothing is changed or removed.
alter table safeguarding_step enable row level security;
alter table safeguarding_step force row level security;
grant select, insert on safeguarding_step to waymark_app;
create policy see on safeguarding_step for select to waymark_app using (
  exists (select 1 from safeguarding_concern c where c.id = safeguarding_step.concern_id)
);
create policy hub on safeguarding_step for insert to waymark_app with check (
  staff_id = (select viewer_staff()) and by_hub and (select viewer_may('safeguarding:answer'))
  and exists (select 1 from safeguarding_concern c where c.id = safeguarding_step.concern_id and c.hub_agency_id = (select viewer_agency()))
);
create policy send on safeguarding_step for insert to waymark_app with check (
  staff_id = (select viewer_staff()) and not by_hub and (select viewer_may('safeguarding:send'))
  and exists (select 1 from safeguarding_concern c where c.id = safeguarding_step.concern_id and c.agency_id = (select viewer_agency()))
);
