grant select on agency to waymark_app, $services;
grant insert, update on agency to waymark_setup;
