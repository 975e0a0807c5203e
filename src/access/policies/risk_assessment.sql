-- What an assessment found, and who let it in where the assessor's training was not in date.
grant select, insert, update on risk_assessment to waymark_app;
create policy see on risk_assessment for select to waymark_app using (
  (select viewer_sees('risk'))
  and $shared(risk)
  and $reason(risk_assessment.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on risk_assessment for insert to waymark_app with check (
  (select viewer_may('risk:assess')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and state in ('accepted', 'held') and decided_by is null
  and $reason(risk_assessment.person_id: team lead co-worker management embedded)
);
create policy change on risk_assessment for update to waymark_app using (
  (select viewer_may('risk:assess')) and agency_id = (select viewer_agency())
  and $reason(risk_assessment.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('risk:assess')) and agency_id = (select viewer_agency()));
-- The named override: of what is held, whichever agency assessed.
create policy decide on risk_assessment for update to waymark_app using (
  (select viewer_may('risk:override')) and state = 'held' and staff_id <> (select viewer_staff())
  and $shared(risk)
  and $reason(risk_assessment.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('risk:override')) and state in ('accepted', 'refused') and decided_by = (select viewer_staff()));
-- Four eyes, whichever policy let the row be changed: what is held stays as whoever made it wrote it, it is let in or
-- refused as it stands, and by nobody who made it or changed it last. Who changed it is who is signed in.
create or replace function risk_assessment_four_eyes() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare rewritten boolean := (new.assessed_on, new.score, new.level, new.summary, new.source, new.next_due, new.type)
    is distinct from (old.assessed_on, old.score, old.level, old.summary, old.source, old.next_due, old.type);
begin
  if viewer_staff() is null then return new; end if;
  if new.changed_by is distinct from viewer_staff() or new.staff_id <> old.staff_id then
    raise insufficient_privilege using message = 'a change has the name of whoever makes it';
  end if;
  if old.state = 'held' and rewritten and (new.state <> 'held' or viewer_staff() <> old.staff_id) then
    raise insufficient_privilege using message = 'a held assessment is corrected by its maker alone';
  end if;
  if new.state <> old.state and new.state in ('accepted', 'refused')
    and (old.state <> 'held' or new.decided_by is distinct from viewer_staff() or viewer_staff() in (old.staff_id, old.changed_by)) then
    raise insufficient_privilege using message = 'an assessment is let in by somebody who has not written it';
  end if;
  return new;
end $$;
revoke all on function risk_assessment_four_eyes() from public;
create or replace trigger risk_assessment_four_eyes before update of assessed_on, score, level, summary, source, next_due, type, state, staff_id, changed_by
  on risk_assessment for each row execute function risk_assessment_four_eyes();
$history(risk_assessment)
$stays(risk_assessment)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on risk_assessment to waymark_definer;
create policy refused on risk_assessment for select to waymark_definer using ((select viewer_known()));
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (agency_id, recorded_at, version, changed_by), update (person_id, version, changed_at, changed_by) on risk_assessment to waymark_definer;
create policy goes on risk_assessment for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
create or replace function risk_assessment_goes(things bigint[], to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  update risk_assessment t set person_id = to_person, version = t.version + 1, changed_at = now(), changed_by = coalesce(viewer_staff(), t.changed_by) where t.id = any (things);
end $$;
revoke all on function risk_assessment_goes(bigint[], bigint) from public;
grant execute on function risk_assessment_goes(bigint[], bigint) to waymark_definer;
