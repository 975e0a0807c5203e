-- Who pays what share: proposed by one, put in force by another.
alter table cost_formula enable row level security;
alter table cost_formula force row level security;
grant select, insert, update on cost_formula to waymark_app;
create policy see on cost_formula for select to waymark_app using ((select viewer_sees('costs')) and scheme_id = (select viewer_scheme()));
create policy add on cost_formula for insert to waymark_app with check (
  (select viewer_may('cost:edit')) and scheme_id = (select viewer_scheme()) and state = 'proposed' and proposed_by = (select viewer_staff())
);
create policy change on cost_formula for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and state = 'proposed'
) with check (
  scheme_id = (select viewer_scheme()) and rule_id is null
  and (((select viewer_may('cost:approve')) and state in ('approved', 'refused') and decided_by = (select viewer_staff()))
    or ((select viewer_may('cost:edit')) and state = 'withdrawn' and proposed_by = (select viewer_staff())))
);
$history(cost_formula)
grant select, update on cost_formula to waymark_definer;
create policy definer on cost_formula to waymark_definer using ((select viewer_may('cost:approve'))) with check ((select viewer_may('cost:approve')));
-- Puts an approved formula in force from its date, and ends the one before it that day.
create or replace function cost_formula_enact(wanted bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare f cost_formula%rowtype; ends date; made bigint; before rule_version%rowtype;
begin
  if viewer_may('cost:approve') is not true then
    raise insufficient_privilege using message = 'may not put a formula in force';
  end if;
  select * into f from cost_formula where id = wanted and scheme_id = viewer_scheme() and state = 'approved' and rule_id is null;
  if not found then return null; end if;
  -- One that is put in before a later one ends where that begins; one that was taken back begins nowhere.
  select min(valid_from) into ends from rule_version
    where scheme_id = f.scheme_id and kind = f.kind and valid_from > f.valid_from and valid_to is distinct from valid_from;
  select * into before from rule_version
    where scheme_id = f.scheme_id and kind = f.kind and valid_from <= f.valid_from and (valid_to is null or valid_to > f.valid_from);
  update rule_version set valid_to = f.valid_from where id = before.id;
  insert into rule_version (scheme_id, kind, version, valid_from, valid_to, body, example, author_id, approved_by)
  select f.scheme_id, f.kind, coalesce(max(version), 0) + 1, f.valid_from, ends, f.body, false, f.proposed_by, f.decided_by
    from rule_version where scheme_id = f.scheme_id and kind = f.kind
  returning id into made;
  update cost_formula set rule_id = made, ended_rule_id = before.id, ended_rule_until = before.valid_to where id = f.id;
  return made;
end $$;
alter function cost_formula_enact(bigint) owner to waymark_definer;
revoke all on function cost_formula_enact(bigint) from public;
grant execute on function cost_formula_enact(bigint) to waymark_app;
-- Takes a formula in force back as if it had not been put in: it is of no day any more, and the one that it ended goes on
-- as before. Only the last one that was put in, and none that an approved budget is split by.
create or replace function cost_formula_revoke(wanted bigint, why text, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare f cost_formula%rowtype;
begin
  if viewer_may('cost:approve') is not true then
    raise insufficient_privilege using message = 'may not take a formula back';
  end if;
  select * into f from cost_formula where id = wanted and scheme_id = viewer_scheme() and state = 'approved' and rule_id is not null for update;
  if not found
    or exists (select 1 from cost_formula l where l.scheme_id = f.scheme_id and l.kind = f.kind and l.state = 'approved' and l.rule_id > f.rule_id)
    or exists (select 1 from cost_year y where y.scheme_id = f.scheme_id and y.state = 'approved' and f.rule_id = any (y.rules)) then
    return false;
  end if;
  update rule_version set valid_to = valid_from where id = f.rule_id;
  update rule_version set valid_to = f.ended_rule_until where id = f.ended_rule_id;
  update cost_formula set state = 'revoked', revoked_by = viewer_staff(), revoked_at = at, revoked_why = why, version = version + 1 where id = f.id;
  return true;
end $$;
alter function cost_formula_revoke(bigint, text, timestamptz) owner to waymark_definer;
revoke all on function cost_formula_revoke(bigint, text, timestamptz) from public;
grant execute on function cost_formula_revoke(bigint, text, timestamptz) to waymark_app;
