alter table board_pack enable row level security;
alter table board_pack force row level security;
grant select, insert, update on board_pack to waymark_app;
-- A board reads what was issued to it; a draft is its keepers'.
create policy see on board_pack for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and (((select viewer_sees('governance')) and state = 'issued') or (select viewer_may('board:manage')))
);
create policy add on board_pack for insert to waymark_app with check (
  (select viewer_may('board:manage')) and scheme_id = (select viewer_scheme()) and drafted_by = (select viewer_staff()) and state = 'draft'
);
create policy change on board_pack for update to waymark_app using (
  (select viewer_may('board:manage')) and scheme_id = (select viewer_scheme()) and state <> 'issued'
) with check (
  (select viewer_may('board:manage')) and scheme_id = (select viewer_scheme())
  and (state <> 'issued' or issued_by = (select viewer_staff()))
);
-- What was issued never changes, whoever asks.
create or replace function board_pack_frozen() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if old.state = 'issued' then
    raise insufficient_privilege using message = 'an issued pack never changes';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
revoke all on function board_pack_frozen() from public;
create or replace trigger board_pack_frozen before update or delete on board_pack for each row execute function board_pack_frozen();
$history(board_pack)
