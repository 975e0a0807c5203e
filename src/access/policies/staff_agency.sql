-- Where colleagues worked when: as much as their present agency, for anybody signed in.
grant select on staff_agency to waymark_app;
grant select, insert, update on staff_agency to waymark_definer;
alter table staff_agency enable row level security;
alter table staff_agency force row level security;
create policy see on staff_agency for select to waymark_app using ((select viewer_staff()) is not null);
create policy definer on staff_agency to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
