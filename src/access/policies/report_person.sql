-- That a person is in a report: for those who see the report and have a reason for the person.
create or replace function keep_report_people() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
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
