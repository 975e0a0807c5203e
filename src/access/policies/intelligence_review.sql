-- What came of a report: for its author and the reviewers, where they see it.
alter table intelligence_review enable row level security;
alter table intelligence_review force row level security;
grant select, insert on intelligence_review to waymark_app;
create policy own on intelligence_review for select to waymark_app using (
  author_id = (select viewer_staff()) and (select viewer_may('intelligence:submit'))
  and exists (select 1 from intelligence_report r where r.id = intelligence_review.report_id)
);
create policy review on intelligence_review for select to waymark_app using (
  (select viewer_may('intelligence:review'))
  and exists (select 1 from intelligence_report r where r.id = intelligence_review.report_id)
);
create policy write on intelligence_review for insert to waymark_app with check (
  (select viewer_may('intelligence:review')) and reviewer_id = (select viewer_staff())
  and exists (select 1 from intelligence_report r where r.id = intelligence_review.report_id
    and r.author_id = intelligence_review.author_id and r.author_id <> (select viewer_staff()))
);
