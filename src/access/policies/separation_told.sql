-- Who is told again. Everybody sees that they are; whoever decides links sees the others through identity_told().
alter table separation_told enable row level security;
alter table separation_told force row level security;
grant select, update (seen_at) on separation_told to waymark_app;
create policy own on separation_told for select to waymark_app using (staff_id = (select viewer_staff()));
create policy seen on separation_told for update to waymark_app using (staff_id = (select viewer_staff())) with check (staff_id = (select viewer_staff()));
grant select, insert on separation_told to waymark_definer;
create policy definer on separation_told to waymark_definer using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
