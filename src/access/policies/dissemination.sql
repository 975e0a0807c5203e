-- A sending: for whoever sends reports and sees this one, and for those who hold a copy of it.
alter table dissemination enable row level security;
alter table dissemination force row level security;
grant select, insert on dissemination to waymark_app;
create policy see on dissemination for select to waymark_app using (
  ((select viewer_may('intelligence:disseminate')) or (select viewer_may('intelligence:review')))
  and exists (select 1 from intelligence_report r where r.id = dissemination.report_id)
);
create policy holder on dissemination for select to waymark_app using (
  exists (select 1 from dissemination_copy c where c.dissemination_id = dissemination.id and c.staff_id = viewer_staff())
);
create policy send on dissemination for insert to waymark_app with check (
  (select viewer_may('intelligence:disseminate')) and sent_by = (select viewer_staff()) and scheme_id = (select viewer_scheme())
  and exists (select 1 from intelligence_report r where r.id = dissemination.report_id and r.state = 'accepted')
);
grant select on dissemination to waymark_definer;
create policy definer on dissemination for select to waymark_definer using ((select viewer_known()));
