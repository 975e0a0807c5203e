grant select on scheme to waymark_app, $services;
