alter table publication_file enable row level security;
alter table publication_file force row level security;
grant select, insert on publication_file to waymark_app;
-- A file as published stands; taken off the register, its content goes and the reason stays.
grant update (content, reason) on publication_file to waymark_app;
create policy see on publication_file for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on publication_file for insert to waymark_app with check (
  (select viewer_may('spend:publish')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
);
create policy change on publication_file for update to waymark_app using (
  (select viewer_may('spend:publish')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
) with check (content is null);
grant select (id, office, kind, month, edition, name, lines, total_pence, threshold_pence, content, sha256, reason, example, published_at)
  on publication_file to waymark_public_register;
create policy public on publication_file for select to waymark_public_register using ($service(public-register));
