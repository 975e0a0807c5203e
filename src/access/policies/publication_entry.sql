alter table publication_entry enable row level security;
alter table publication_entry force row level security;
grant select, insert, update on publication_entry to waymark_app;
create policy see on publication_entry for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on publication_entry for insert to waymark_app with check (
  (select viewer_may('spend:publish')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
  and entered_by = (select viewer_staff())
);
create policy change on publication_entry for update to waymark_app using (
  (select viewer_may('spend:publish')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
) with check (removed_at is not null and agency_id = (select viewer_agency()));
$history(publication_entry)
