grant select on role_right to waymark_app, $services;
grant insert, update on role_right to waymark_setup;
grant select on role_right to waymark_definer;
