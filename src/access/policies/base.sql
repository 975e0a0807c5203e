grant select on base to waymark_app, $services;
grant insert, update on base to waymark_setup;
