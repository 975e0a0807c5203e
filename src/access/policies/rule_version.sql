grant select on rule_version to waymark_app, $services;
grant insert, update on rule_version to waymark_setup;
-- matrix_enact() puts an approved matrix in force.
grant select, insert, update on rule_version to waymark_definer;
