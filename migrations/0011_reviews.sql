-- The day a review was held, on the line that it left; null where only the date of the next one was moved.
alter table membership_change add column held_on date;
alter table membership_change add constraint membership_change_held check (held_on is null or what = 'review');
