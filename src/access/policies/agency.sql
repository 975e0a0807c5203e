grant select on agency to waymark_app, $services;
