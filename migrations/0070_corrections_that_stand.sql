-- What somebody said is a correction stays one when the file is held against the tables again: a mark of whom we held
-- when they said it, without any of it. Where we hold somebody else by then, it is asked again.
alter table import_staging add column corrects text;
