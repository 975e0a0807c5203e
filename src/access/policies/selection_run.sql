grant select on selection_run to waymark_app;
grant select, insert, update on selection_run to waymark_selection;
