grant select, insert, update, delete on rate_count to waymark_signin;
