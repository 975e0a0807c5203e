grant select, insert, update, delete on draft to waymark_app;
create policy own on draft to waymark_app using (staff_id = (select viewer_staff())) with check (staff_id = (select viewer_staff()));
