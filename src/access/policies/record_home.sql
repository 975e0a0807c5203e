-- Whose a record was that went with its import, for when it comes in again: the intake's alone.
alter table record_home enable row level security;
alter table record_home force row level security;
grant select, insert, update, delete on record_home to waymark_intake;
create policy intake on record_home to waymark_intake using ($service(intake)) with check ($service(intake));
-- A number that leads to another person leads these there, too (homes_follow).
grant select (person_id), update (person_id) on record_home to waymark_definer;
create policy definer on record_home to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
create or replace function homes_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_name <> 'person' or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'these follow people';
  end if;
  update record_home h set person_id = new.gone_to where h.person_id = new.id;
  return null;
end $$;
alter function homes_follow() owner to waymark_definer;
revoke all on function homes_follow() from public;
create or replace trigger homes_follow after update of gone_to on person for each row
  when (new.gone_to is not null and new.gone_to is distinct from old.gone_to) execute function homes_follow();
