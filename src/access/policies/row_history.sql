grant insert on row_history to waymark_app, $services;
create policy write on row_history for insert to waymark_app with check (staff_id = (select viewer_staff()));
create policy write_service on row_history for insert to $services with check (service = (select viewer_service()));
grant select on row_history to waymark_app;
-- Earlier wordings of an item: its author's agency, while it has a reason.
create policy see on row_history for select to waymark_app using (
  (select viewer_sees('history')) and agency_id = (select viewer_agency())
  and $reason(row_history.person_id: team lead co-worker management embedded custody)
);
