-- Files that went to Delius and came back: whoever exchanges for their agency. They name nobody.
alter table delius_batch enable row level security;
alter table delius_batch force row level security;
grant select, insert, update on delius_batch to waymark_app;
create policy see on delius_batch for select to waymark_app using (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme())
);
create policy add on delius_batch for insert to waymark_app with check (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme())
  and staff_id = (select viewer_staff())
);
create policy change on delius_batch for update to waymark_app using (
  (select viewer_may('contact:exchange')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
) with check (agency_id = (select viewer_agency()) and staff_id = (select viewer_staff()));
