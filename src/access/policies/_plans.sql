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
