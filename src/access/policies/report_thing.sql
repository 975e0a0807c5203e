-- Addresses, vehicles and offences of a report: for those to whom its text is open, so that conditions come first. A
-- recorded offence besides only for those who see that offence.
alter table report_thing enable row level security;
alter table report_thing force row level security;
grant select, insert, delete on report_thing to waymark_app;
create policy see on report_thing for select to waymark_app using (
  exists (select 1 from intelligence_text t where t.report_id = report_thing.report_id)
  and (offence_id is null or exists (select 1 from offence o where o.id = report_thing.offence_id))
);
create policy add on report_thing for insert to waymark_app with check (
  linked_by = (select viewer_staff())
  and (offence_id is null or exists (select 1 from offence o where o.id = report_thing.offence_id))
  and exists (select 1 from intelligence_report r where r.id = report_thing.report_id and (
    (r.author_id = (select viewer_staff()) and r.state in ('draft', 'returned'))
    or ((select viewer_may('intelligence:review')) and r.author_id <> (select viewer_staff()) and r.state = 'submitted')))
);
create policy remove on report_thing for delete to waymark_app using (
  exists (select 1 from intelligence_report r where r.id = report_thing.report_id and (
    (r.author_id = (select viewer_staff()) and r.state in ('draft', 'returned'))
    or ((select viewer_may('intelligence:review')) and r.author_id <> (select viewer_staff()) and r.state = 'submitted')))
);
