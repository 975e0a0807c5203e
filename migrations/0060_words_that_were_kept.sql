-- Why words that read as if they told of health or of a victim stand in a sighting or in the result of a tasking all the same.
alter table sighting add column kept_because text check (length(kept_because) between 1 and 500);
alter table tasking_event add column kept_because text check (length(kept_because) between 1 and 500);
