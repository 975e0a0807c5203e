-- A reference that we know and that a file gives to somebody else: its rows wait until a person has said whether it is
-- a correction.
alter table import_staging drop constraint import_staging_change_check;
alter table import_staging add constraint import_staging_change_check
  check (change in ('new', 'changed', 'same', 'older', 'waiting'));
