grant insert on outbox to waymark_app, $services;
grant select, update, delete on outbox to waymark_jobs;
