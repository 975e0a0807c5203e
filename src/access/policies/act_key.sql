alter table act_key enable row level security;
alter table act_key force row level security;
grant select, insert, update on act_key to waymark_app;
create policy own on act_key to waymark_app using (holder = 'staff:' || (select viewer_staff())) with check (holder = 'staff:' || (select viewer_staff()));
