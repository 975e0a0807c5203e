-- Who set a goal or a step since the last counter-signature: for whoever sees the plan, and written by triggers alone
-- (_plans.sql).
alter table plan_writer enable row level security;
alter table plan_writer force row level security;
grant select on plan_writer to waymark_app;
create policy see on plan_writer for select to waymark_app using (exists (select 1 from plan p where p.id = plan_writer.plan_id));
grant select, insert, update on plan_writer to waymark_definer;
create policy written on plan_writer to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
