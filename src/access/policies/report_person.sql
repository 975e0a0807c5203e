-- That a person is in a report: for those who see the report and have a reason for the person.
create or replace function keep_report_people() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare about bigint;
begin
  foreach about in array array_remove(array[case when tg_op <> 'INSERT' then old.report_id end, case when tg_op <> 'DELETE' then new.report_id end], null) loop
    update intelligence_report set person_ids = coalesce(
      (select array_agg(p.person_id order by p.person_id) from report_person p where p.report_id = about), '{}')
    where id = about;
    -- Never leave a report open because its list could not be kept.
    if not found then raise insufficient_privilege using message = 'the people of a report could not be kept'; end if;
  end loop;
  return null;
end $$;
alter function keep_report_people() owner to waymark_definer;
revoke all on function keep_report_people() from public;
create or replace trigger report_people after insert or update or delete on report_person
  for each row execute function keep_report_people();

-- Audit of a report: one entry for each person whom it is about by the stored links, whatever the viewer may see
-- of them; of a list, the people of all its reports. The viewer is told nothing.
create or replace function audit_reports(entry_kind text, what text, report bigint, listed bigint[], told jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_staff() is null or entry_kind not in ('opened', 'listed', 'exported', 'wrote') then
    raise insufficient_privilege using message = 'may not write this entry';
  end if;
  insert into audit_entry (kind, act, staff_id, agency_id, role, session_id, request_id, subject, subject_id, person_id, people, ids, detail)
  select entry_kind, what, viewer_staff(), viewer_agency(), nullif(current_setting('waymark.role', true), ''), viewer_session(),
    nullif(current_setting('waymark.request', true), ''), 'intelligence_report', report, p.person_id,
    case when listed is not null then array(select distinct l.person_id from report_person l where l.report_id = any (listed)) end,
    listed, told
  from (select 1) one left join report_person p on p.report_id = report
  order by p.person_id;
end $$;
alter function audit_reports(text, text, bigint, bigint[], jsonb) owner to waymark_definer;
revoke all on function audit_reports(text, text, bigint, bigint[], jsonb) from public;
grant execute on function audit_reports(text, text, bigint, bigint[], jsonb) to waymark_app;

grant select, insert, delete on report_person to waymark_app;
create policy see on report_person for select to waymark_app using (
  $reason(report_person.person_id: team lead co-worker management selection break-glass)
  and exists (select 1 from intelligence_report r where r.id = report_person.report_id)
);
create policy add on report_person for insert to waymark_app with check (
  linked_by = (select viewer_staff())
  and $reason(report_person.person_id: team lead co-worker management selection break-glass)
  and exists (select 1 from intelligence_report r where r.id = report_person.report_id and (
    (r.author_id = (select viewer_staff()) and r.state in ('draft', 'returned', 'submitted'))
    or ((select viewer_may('intelligence:review')) and r.author_id <> (select viewer_staff()) and r.state = 'submitted')))
);
create policy remove on report_person for delete to waymark_app using (
  $reason(report_person.person_id: team lead co-worker management selection break-glass)
  and exists (select 1 from intelligence_report r where r.id = report_person.report_id and (
    (r.author_id = (select viewer_staff()) and r.state in ('draft', 'returned'))
    or ((select viewer_may('intelligence:review')) and r.author_id <> (select viewer_staff()) and r.state = 'submitted')))
);
-- When a link between records is undone, a report follows its person; the trigger keeps the report's list.
grant select, update on report_person to waymark_linkage;
create policy linkage on report_person to waymark_linkage using ($service(linkage)) with check ($service(linkage));
grant select on report_person to waymark_definer;
create policy definer on report_person for select to waymark_definer using ((select viewer_known()));
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant update (person_id), delete on report_person to waymark_definer;
create policy goes on report_person for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
create policy gone on report_person for delete to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
create or replace function report_person_goes(things bigint[], from_person bigint, to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  delete from report_person t where t.report_id = any (things) and t.person_id = from_person
    and exists (select 1 from report_person o where o.report_id = t.report_id and o.person_id = to_person);
  update report_person t set person_id = to_person where t.report_id = any (things) and t.person_id = from_person;
end $$;
revoke all on function report_person_goes(bigint[], bigint, bigint) from public;
grant execute on function report_person_goes(bigint[], bigint, bigint) to waymark_definer;
