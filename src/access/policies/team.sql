grant select on team to waymark_app, $services;
