-- Who gave a photo of whom and what became of it: for whoever may see who the person is. The picture has a policy of its own.
alter table person_photo enable row level security;
alter table person_photo force row level security;
grant select, insert, update (state, changed_at, changed_by, changed_why, version) on person_photo to waymark_app;
create policy see on person_photo for select to waymark_app using (
  exists (select 1 from person p where p.id = person_photo.person_id)
);
-- Of a person whom they work with, as a record that they see has them.
create policy add on person_photo for insert to waymark_app with check (
  (select viewer_may('photo:record')) and staff_id = (select viewer_staff()) and agency_id = (select viewer_agency()) and state = 'shown'
  and $reason(person_photo.person_id: team lead co-worker management custody)
  and exists (select 1 from source_record r where r.id = person_photo.record_id and r.person_id = person_photo.person_id)
);
create policy change on person_photo for update to waymark_app using (
  (select viewer_may('photo:record')) and $reason(person_photo.person_id: team lead co-worker management custody)
) with check (changed_by = (select viewer_staff()) and state in ('shown', 'replaced', 'removed'));
grant select, update (person_id, state, changed_at, changed_by, version) on person_photo to waymark_definer;
create policy definer on person_photo for select to waymark_definer using ((select viewer_known()));
create policy follow on person_photo for update to waymark_definer using ((select viewer_known())) with check (state = 'to-confirm' or state in ('replaced', 'removed', 'erased'));
grant select, update (state, changed_at, changed_by, version) on person_photo to waymark_retention;
create policy retention on person_photo for select to waymark_retention using ($service(retention));
create policy erase on person_photo for update to waymark_retention using ($service(retention)) with check ($service(retention) and state = 'erased');

-- A record that goes to another person takes its photos along. Nobody knows any more, of these and of all that the person it
-- left was given, whose face they are: none is shown, and none stands in a briefing, until somebody has said so again. It runs whoever moves the
-- record, a reviewer or the linkage.
create or replace function photos_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update person_photo p set person_id = case when p.record_id = new.id then coalesce(new.person_id, p.person_id) else p.person_id end,
    state = case when p.state in ('shown', 'replaced') then 'to-confirm' else p.state end, version = p.version + 1,
    -- One that was not shown is kept no longer for it.
    changed_at = case when p.state = 'shown' then now() else p.changed_at end,
    changed_by = case when p.state in ('shown', 'replaced') then null else p.changed_by end
  where p.record_id = new.id or (p.person_id = old.person_id and p.state in ('shown', 'replaced'));
  return null;
end $$;
alter function photos_follow() owner to waymark_definer;
revoke all on function photos_follow() from public;
create or replace trigger photos_follow after update of person_id on source_record for each row
  when (old.person_id is not null and old.person_id is distinct from new.person_id) execute function photos_follow();
