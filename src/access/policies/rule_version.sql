grant select on rule_version to waymark_app, $services;
