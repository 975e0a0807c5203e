grant select on link_run to waymark_app;
grant select, insert on link_run to waymark_linkage;
