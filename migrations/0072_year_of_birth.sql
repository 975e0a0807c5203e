-- What was typed of a birth: its day, or the year alone, which is kept as 1 January of it. Of what was typed earlier as or
-- kept as 1 January it is not known which of the two it was, and it stays open.
alter table nomination add column born_as text check (born_as in ('day', 'year'));
alter table nomination add check (born_as <> 'year' or to_char(born, 'MM-DD') = '01-01');
alter table identity_check add column born_as text check (born_as in ('day', 'year'));
alter table identity_check add check (born_as is null or born is not null);
alter table identity_check add check (born_as <> 'year' or to_char(born, 'MM-DD') = '01-01');
