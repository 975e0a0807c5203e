grant select on condition_policy to waymark_app, $services;
