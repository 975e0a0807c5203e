grant select on base to waymark_app, $services;
