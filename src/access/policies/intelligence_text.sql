-- Whoever sees the report sees its text; under conditions only once they have acknowledged these conditions, and whoever
-- was sent a copy once they have acknowledged that.
alter table intelligence_text enable row level security;
alter table intelligence_text force row level security;
grant select, insert, update on intelligence_text to waymark_app;
create policy see on intelligence_text for select to waymark_app using (exists (
  select 1 from intelligence_report r where r.id = intelligence_text.report_id and (
    (r.handling_code = 'P' and r.id <> all ((select viewer_copies(true))::bigint[]))
    or r.author_id = (select viewer_staff())
    or ((select viewer_may('intelligence:review')) and (r.state <> 'accepted' or r.reviewed_by = (select viewer_staff())))
    or r.id <> all ((select viewer_copies(true))::bigint[]) and exists (select 1 from intelligence_acknowledgement a
      where a.report_id = r.id and a.staff_id = (select viewer_staff()) and a.conditions_no = r.conditions_no)
  )
));
create policy write on intelligence_text for insert to waymark_app with check (exists (
  select 1 from intelligence_report r where r.id = intelligence_text.report_id
    and r.author_id = (select viewer_staff()) and r.state in ('draft', 'submitted', 'returned')
));
create policy rewrite on intelligence_text for update to waymark_app using (exists (
  select 1 from intelligence_report r where r.id = intelligence_text.report_id and (
    (r.author_id = (select viewer_staff()) and r.state in ('draft', 'returned'))
    or (r.author_id <> (select viewer_staff()) and r.state = 'submitted' and (select viewer_may('intelligence:review')))
  )
));
