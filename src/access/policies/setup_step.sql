grant select, insert on setup_step to waymark_setup;
