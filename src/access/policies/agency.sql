grant select on agency to waymark_app, waymark_definer, $services;
grant insert, update on agency to waymark_setup;
