alter table session enable row level security;
alter table session force row level security;
grant select, insert, update on session to waymark_signin;
create policy sign_in on session to waymark_signin using ($service(sign-in)) with check ($service(sign-in));
grant select on session to waymark_definer;
create policy definer on session for select to waymark_definer using ((select viewer_known()));
