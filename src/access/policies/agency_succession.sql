alter table agency_succession enable row level security;
alter table agency_succession force row level security;
grant select, insert, update on agency_succession to waymark_app;
create policy see on agency_succession for select to waymark_app using ((select viewer_staff()) is not null);
create policy add on agency_succession for insert to waymark_app with check (
  (select viewer_may('agency:succeed')) and scheme_id = (select viewer_scheme()) and made_by = (select viewer_staff()) and state = 'draft'
  and (select viewer_agency()) <> all (successor_ids) and agency_may_follow(from_agency_id, heir_id)
);
create policy change on agency_succession for update to waymark_app using (
  (select viewer_may('agency:succeed')) and scheme_id = (select viewer_scheme()) and state = 'draft'
) with check ((select viewer_may('agency:succeed')) and scheme_id = (select viewer_scheme()) and state in ('draft', 'withdrawn'));
grant select, update on agency_succession to waymark_definer;
create policy definer on agency_succession to waymark_definer using ((select viewer_known())) with check (
  (select viewer_may('agency:succeed')) or (select viewer_may('agreement:manage')));
$history(agency_succession)

-- Whoever changes a plan is one of its planners, and what was confirmed is no longer: succession_confirm() alone confirms.
create or replace function succession_planned() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.planners := array[new.made_by]; new.confirmed_by := null; new.confirmed_at := null;
  elsif current_user <> 'waymark_definer' then
    new.planners := case when viewer_staff() is null or viewer_staff() = any (old.planners) then old.planners else old.planners || viewer_staff() end;
    new.confirmed_by := null; new.confirmed_at := null;
  end if;
  return new;
end $$;
revoke all on function succession_planned() from public;
create or replace trigger succession_planned before insert or update on agency_succession for each row execute function succession_planned();
