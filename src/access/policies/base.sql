grant select on base to waymark_app, waymark_definer, $services;
grant insert, update on base to waymark_setup;
