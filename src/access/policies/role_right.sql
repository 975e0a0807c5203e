grant select on role_right to waymark_app, $services;
