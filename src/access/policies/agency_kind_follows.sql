-- Nothing about anybody; entered where the database is administered.
grant select on agency_kind_follows to waymark_app, waymark_definer;
