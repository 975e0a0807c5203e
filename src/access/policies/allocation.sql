grant select, insert, update on allocation to waymark_app;
create policy see on allocation for select to waymark_app using (
  (select viewer_sees('identity')) and (select viewer_shares('identity'))
  and $reason(allocation.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on allocation for insert to waymark_app with check (
  (select viewer_may('case:allocate')) and $reason(allocation.person_id: team management)
);
create policy change on allocation for update to waymark_app using (
  (select viewer_may('case:allocate')) and $reason(allocation.person_id: team management)
) with check ((select viewer_may('case:allocate')));
$history(allocation)
$stays(allocation)
-- Whoever ends a membership need not see who worked with the person, so the row ends by itself; and needs that
-- were open show the person to the pathways manager no longer. Those who worked with them are told that a case
-- left, without whose: they may not see the person now. What was planned with them ahead is withdrawn.
grant select, update on allocation to waymark_definer;
create policy definer on allocation to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
create or replace function end_allocations() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  with ended as (
    update allocation set to_at = now(), version = version + 1 where membership_id = new.id and to_at is null returning id, staff_id
  )
  insert into notice (staff_id, kind, subject, subject_id)
    select staff_id, 'case-left', 'allocation', min(id) from ended
    where staff_id is distinct from viewer_staff() group by staff_id;
  update contact set state = 'withdrawn', withdrawn_why = 'left the scheme', version = version + 1, changed_at = now(), changed_by = viewer_staff()
  where person_id = new.person_id and state = 'planned' and at > now();
  update access_reason set closes_at = greatest(now(), opens_at)
  where person_id = new.person_id and kind = 'referral' and source like 'goal:%' and (closes_at is null or closes_at > now());
  return null;
end $$;
alter function end_allocations() owner to waymark_definer;
revoke all on function end_allocations() from public;
create or replace trigger end_allocations after update of left_on on membership for each row
  when (old.left_on is null and new.left_on is not null) execute function end_allocations();
-- An agency that takes another's work over (_succession.sql).
grant insert on allocation to waymark_definer;
-- Who works with them: whom an alert is for.
grant select (id, membership_id, person_id, staff_id, kind, to_at) on allocation to waymark_events;
create policy events on allocation for select to waymark_events using ($service(events));
