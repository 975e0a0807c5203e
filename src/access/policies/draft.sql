grant select, insert, update, delete on draft to waymark_app;
create policy own on draft to waymark_app using (staff_id = (select viewer_staff())) with check (staff_id = (select viewer_staff()));
-- Whoever hands over a leaver's work is told how many unsent forms there are, and nothing of them (leaver_work).
grant select (staff_id, saved_at) on draft to waymark_definer;
create policy counted on draft for select to waymark_definer using ((select viewer_may('case:allocate')));
