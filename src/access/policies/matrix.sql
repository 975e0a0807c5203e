-- The scheme's own points: nothing about anybody. Every step asks its right again in matrix_enact() and by checks of
-- the table: whoever wrote any of a matrix, or submitted it, cannot approve it.
alter table matrix enable row level security;
alter table matrix force row level security;
grant select, insert, update on matrix to waymark_app;
create policy see on matrix for select to waymark_app using (scheme_id = (select viewer_scheme()) and (select viewer_sees('scores')));
create policy add on matrix for insert to waymark_app with check (
  scheme_id = (select viewer_scheme()) and (select viewer_may('matrix:edit')) and author_id = (select viewer_staff()) and state = 'draft'
);
create policy change on matrix for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_may('matrix:edit')) or (select viewer_may('matrix:approve')))
) with check (
  scheme_id = (select viewer_scheme())
  and ((select viewer_may('matrix:approve')) or ((select viewer_may('matrix:edit')) and state in ('draft', 'submitted', 'withdrawn')))
);
$history(matrix)
-- Who has written any of it: nobody writes this column by hand.
create or replace function matrix_writers() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.writers := array[new.author_id];
  else
    new.writers := old.writers;
    if new.body is distinct from old.body and viewer_staff() is not null and viewer_staff() <> all (old.writers) then
      new.writers := old.writers || viewer_staff();
    end if;
  end if;
  return new;
end $$;
revoke all on function matrix_writers() from public;
create or replace trigger matrix_writers before insert or update on matrix for each row execute function matrix_writers();
grant select, update on matrix to waymark_definer;
create policy definer on matrix to waymark_definer using ((select viewer_may('matrix:approve'))) with check ((select viewer_may('matrix:approve')));
-- Puts an approved matrix in force from its date, and ends the one before it that day.
create or replace function matrix_enact(wanted bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m matrix%rowtype; rule_kind text; made bigint;
begin
  if viewer_may('matrix:approve') is not true then
    raise insufficient_privilege using message = 'may not put a matrix in force';
  end if;
  select * into m from matrix where id = wanted and scheme_id = viewer_scheme() and state = 'live' and rule_id is null;
  if not found then return null; end if;
  rule_kind := case when m.cohort = 'main' then 'matrix' else 'matrix:' || m.cohort end;
  update rule_version set valid_to = m.live_from
    where scheme_id = m.scheme_id and kind = rule_kind and valid_from < m.live_from and (valid_to is null or valid_to > m.live_from);
  insert into rule_version (scheme_id, kind, version, valid_from, body, example, author_id, approved_by)
  select m.scheme_id, rule_kind, coalesce(max(version), 0) + 1, m.live_from, m.body, false, m.author_id, m.approved_by
    from rule_version where scheme_id = m.scheme_id and kind = rule_kind
  returning id into made;
  update matrix set rule_id = made where id = m.id;
  update matrix set state = 'retired' where scheme_id = m.scheme_id and cohort = m.cohort and state = 'live' and id <> m.id;
  return made;
end $$;
alter function matrix_enact(bigint) owner to waymark_definer;
revoke all on function matrix_enact(bigint) from public;
grant execute on function matrix_enact(bigint) to waymark_app;
