-- Whom a nominator was shown and said that it is none of: whoever finds whom they meant does not find those.
alter table nomination add column not_people bigint[] not null default '{}';
alter table nomination add column not_records bigint[] not null default '{}';
