grant select on import_source to waymark_app, waymark_definer, waymark_linkage, waymark_selection;
grant select, insert, update on import_source to waymark_intake;
grant select, insert on import_source to waymark_setup;
