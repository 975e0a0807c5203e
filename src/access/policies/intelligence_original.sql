-- For those who see the report: the author, and reviewers of the author's agency once it was sent.
alter table intelligence_original enable row level security;
alter table intelligence_original force row level security;
grant select, insert, update on intelligence_original to waymark_app;
create policy own on intelligence_original for select to waymark_app using (
  author_id = (select viewer_staff()) and (select viewer_may('intelligence:submit'))
  and exists (select 1 from intelligence_report r where r.id = intelligence_original.report_id)
);
create policy review on intelligence_original for select to waymark_app using (
  (select viewer_may('intelligence:review')) and agency_id = (select viewer_agency())
  and exists (select 1 from intelligence_report r where r.id = intelligence_original.report_id and r.state not in ('draft', 'discarded'))
);
create policy write on intelligence_original for insert to waymark_app with check (
  author_id = (select viewer_staff()) and agency_id = (select viewer_agency())
  and exists (select 1 from intelligence_report r where r.id = intelligence_original.report_id and r.author_id = (select viewer_staff()))
);
create policy rewrite on intelligence_original for update to waymark_app using (
  author_id = (select viewer_staff())
  and exists (select 1 from intelligence_report r where r.id = intelligence_original.report_id and r.state in ('draft', 'returned'))
) with check (author_id = (select viewer_staff()) and agency_id = (select viewer_agency()));
