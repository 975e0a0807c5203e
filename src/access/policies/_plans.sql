-- Who may say how a step of a plan is coming on may say that and no more.
create or replace function refuse_more_than_progress() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  progress text[] := array['state', 'why', 'version', 'changed_at', 'changed_by', 'set_at', 'set_by'];
begin
  if current_user = 'waymark_app' and not viewer_may('plan:edit')
    and (new.state = 'removed' or old.state = 'removed' or to_jsonb(new) - progress is distinct from to_jsonb(old) - progress) then
    raise insufficient_privilege using message = 'only how the step is coming on may be changed';
  end if;
  return new;
end $$;
revoke all on function refuse_more_than_progress() from public;

-- Whoever set any goal or step of a plan since its last counter-signature does not give the next one. Progress sets nothing.
create or replace function plan_written() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare of_plan bigint;
begin
  if tg_table_name not in ('plan_goal', 'plan_step') or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'writers are kept of goals and steps';
  end if;
  if new.set_by is null or (tg_op = 'UPDATE' and new.set_at is not distinct from old.set_at) then return null; end if;
  if tg_table_name = 'plan_goal' then of_plan := new.plan_id;
  else select g.plan_id into of_plan from plan_goal g where g.id = new.goal_id; end if;
  insert into plan_writer as w (plan_id, writers) values (of_plan, array[new.set_by])
    on conflict (plan_id) do update set writers = w.writers || new.set_by where new.set_by <> all (w.writers);
  return null;
end $$;
alter function plan_written() owner to waymark_definer;
revoke all on function plan_written() from public;

create or replace function plan_signed() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_name <> 'plan_signature' or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'a signature of a plan alone';
  end if;
  if exists (select 1 from plan_writer w where w.plan_id = new.plan_id and new.staff_id = any (w.writers)) then
    raise insufficient_privilege using message = 'whoever wrote it does not counter-sign it';
  end if;
  update plan_writer set writers = '{}' where plan_id = new.plan_id;
  return new;
end $$;
alter function plan_signed() owner to waymark_definer;
revoke all on function plan_signed() from public;
