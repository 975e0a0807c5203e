-- A recall: for whoever sends reports and sees this one, and for those whose copies it reaches.
alter table dissemination_recall enable row level security;
alter table dissemination_recall force row level security;
grant select, insert on dissemination_recall to waymark_app;
create policy see on dissemination_recall for select to waymark_app using (
  ((select viewer_may('intelligence:disseminate')) or (select viewer_may('intelligence:review')))
  and exists (select 1 from intelligence_report r where r.id = dissemination_recall.report_id)
);
create policy holder on dissemination_recall for select to waymark_app using (
  exists (select 1 from dissemination_copy c where c.report_id = dissemination_recall.report_id and c.staff_id = viewer_staff()
    and c.made_at <= dissemination_recall.at
    and (dissemination_recall.dissemination_id is null or dissemination_recall.dissemination_id = c.dissemination_id))
);
create policy recall on dissemination_recall for insert to waymark_app with check (
  ((select viewer_may('intelligence:disseminate')) or (select viewer_may('intelligence:review'))) and recalled_by = (select viewer_staff())
  and exists (select 1 from intelligence_report r where r.id = dissemination_recall.report_id and r.state = 'accepted')
);
grant select on dissemination_recall to waymark_definer;
create policy definer on dissemination_recall for select to waymark_definer using ((select viewer_known()));
