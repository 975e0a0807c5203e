grant select on scheme to waymark_app, $services;
grant insert, update on scheme to waymark_setup;
