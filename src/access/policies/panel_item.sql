grant select, insert, update, delete on panel_item to waymark_app;
create policy see on panel_item for select to waymark_app using (
  (select viewer_sees('panel')) and (select viewer_shares('identity'))
  and $reason(panel_item.person_id: team lead co-worker management after-care embedded custody break-glass agenda selection)
);
create policy add on panel_item for insert to waymark_app with check (
  ((select viewer_may('panel:prepare')) or (select viewer_may('candidate:propose')))
  and $reason(panel_item.person_id: team lead management after-care selection)
);
create policy change on panel_item for update to waymark_app using (
  (select viewer_may('panel:decide')) and $reason(panel_item.person_id: management after-care agenda selection)
) with check ((select viewer_may('panel:decide')));
-- Taken off an agenda before it is decided; the row history keeps it.
create policy take_off on panel_item for delete to waymark_app using (
  (select viewer_may('panel:prepare')) and decision is null
  and $reason(panel_item.person_id: team lead management after-care selection)
);
$history(panel_item)
$stays(panel_item)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id, meeting_id, decision) on panel_item to waymark_definer;
create policy refused on panel_item for select to waymark_definer using ((select viewer_known()));

-- Whoever it is: what was signed stands. A correction is a new decision that names it.
create or replace function decision_stands() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise insufficient_privilege using message = 'a signed decision stands';
end $$;
revoke all on function decision_stands() from public;
create or replace trigger decision_stands before update or delete on panel_item for each row
  when (old.decided_at is not null) execute function decision_stands();
-- Who was refused, for the figures of fairness.
grant select (person_id, meeting_id, decision, decided_at) on panel_item to waymark_measurement;
create policy measurement on panel_item for select to waymark_measurement using ($service(measurement));

-- Whoever issues, moves or closes a meeting does it for everybody on it. How many these are, and in how many of them the
-- viewer declared an interest: counts only, so that somebody who is not shown all of them is told no more.
create or replace function panel_meeting_counts(meeting bigint) returns table (undecided integer, decided integer, interests integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_may('panel:prepare') or viewer_may('panel:decide')) is not true then
    raise insufficient_privilege using message = 'may not prepare or close a meeting';
  end if;
  return query
    select count(*) filter (where i.decision is null)::integer, count(*) filter (where i.decision is not null)::integer,
      count(*) filter (where exists (select 1 from panel_interest n where n.item_id = i.id and n.staff_id = viewer_staff()))::integer
    from panel_item i join panel_meeting m on m.id = i.meeting_id
    where m.id = meeting and m.scheme_id = viewer_scheme();
end $$;
alter function panel_meeting_counts(bigint) owner to waymark_definer;
revoke all on function panel_meeting_counts(bigint) from public;
grant execute on function panel_meeting_counts(bigint) to waymark_app;
