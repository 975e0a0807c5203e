grant select on team to waymark_app, $services;
grant insert, update on team to waymark_setup;
