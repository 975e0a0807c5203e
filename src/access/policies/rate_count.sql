grant select, insert, update, delete on rate_count to waymark_signin;
-- How many events a sender has sent this minute.
grant select, insert, update, delete on rate_count to waymark_events;
