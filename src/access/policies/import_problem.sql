alter table import_problem enable row level security;
alter table import_problem force row level security;
grant select on import_problem to waymark_app;
create policy own on import_problem for select to waymark_app using (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
);
grant select, insert, update, delete on import_problem to waymark_intake;
create policy intake on import_problem to waymark_intake using ($service(intake)) with check ($service(intake));
