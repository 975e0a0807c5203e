-- Whom a sending names: those on the record whom its sender ticked to be told by it, and whether the author's own words of
-- whom it is about go with it. Of the rest, and of every sending before this, the copy says that the name is withheld and
-- whom to ask.
alter table dissemination add column named_ids bigint[] not null default '{}';
alter table dissemination add column tells_naming boolean not null default false;
