grant select on rule_version to waymark_app, $services;
grant insert, update on rule_version to waymark_setup;
