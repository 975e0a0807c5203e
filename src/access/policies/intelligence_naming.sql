-- Whom a report is about in its author's words: for the author and the reviewers, where they see the report.
alter table intelligence_naming enable row level security;
alter table intelligence_naming force row level security;
grant select, insert, update on intelligence_naming to waymark_app;
create policy own on intelligence_naming for select to waymark_app using (
  author_id = (select viewer_staff()) and (select viewer_may('intelligence:submit'))
  and exists (select 1 from intelligence_report r where r.id = intelligence_naming.report_id)
);
create policy review on intelligence_naming for select to waymark_app using (
  (select viewer_may('intelligence:review'))
  and exists (select 1 from intelligence_report r where r.id = intelligence_naming.report_id and r.state not in ('draft', 'discarded'))
);
create policy write on intelligence_naming for insert to waymark_app with check (
  author_id = (select viewer_staff())
  and exists (select 1 from intelligence_report r where r.id = intelligence_naming.report_id and r.author_id = (select viewer_staff()))
);
create policy rewrite on intelligence_naming for update to waymark_app using (
  author_id = (select viewer_staff())
  and exists (select 1 from intelligence_report r where r.id = intelligence_naming.report_id and r.state in ('draft', 'returned'))
) with check (author_id = (select viewer_staff()));
-- Told to whom a sending tells it (report_told).
grant select on intelligence_naming to waymark_definer;
create policy definer on intelligence_naming for select to waymark_definer using ((select viewer_known()));
