grant select on source_record_version to waymark_app;
create policy own on source_record_version for select to waymark_app using (
  (select viewer_sees('own-records')) and agency_id = (select viewer_agency())
  and exists (select 1 from source_record r where r.id = source_record_version.source_record_id)
);
grant select, insert, delete on source_record_version to waymark_intake;
create policy intake on source_record_version to waymark_intake using ($service(intake)) with check ($service(intake));
grant select, update on source_record_version to waymark_linkage;
create policy linkage on source_record_version to waymark_linkage using ($service(linkage)) with check ($service(linkage));
