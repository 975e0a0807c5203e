-- Whose a record was that went with its import, for when it comes in again: the intake's alone.
alter table record_home enable row level security;
alter table record_home force row level security;
grant select, insert, update, delete on record_home to waymark_intake;
create policy intake on record_home to waymark_intake using ($service(intake)) with check ($service(intake));
