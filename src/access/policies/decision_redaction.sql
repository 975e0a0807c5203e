alter table decision_redaction enable row level security;
alter table decision_redaction force row level security;
grant select, insert on decision_redaction to waymark_app;
-- Who agreed, and who puts it back; the passage and its reason stay as they were entered.
grant update (agreed_by, agreed_at, return_asked_by, removed_by, removed_at) on decision_redaction to waymark_app;
create policy see on decision_redaction for select to waymark_app using (
  exists (select 1 from decision_notice where decision_notice.id = decision_redaction.decision_id)
);
create policy add on decision_redaction for insert to waymark_app with check (
  (select viewer_may('decision:publish')) and added_by = (select viewer_staff()) and agreed_by is null and return_asked_by is null and removed_by is null
  and exists (select 1 from decision_notice n where n.id = decision_redaction.decision_id and n.agency_id = (select viewer_agency()))
);
create policy change on decision_redaction for update to waymark_app using (
  (select viewer_may('decision:publish')) and removed_at is null
  and exists (select 1 from decision_notice n where n.id = decision_redaction.decision_id and n.agency_id = (select viewer_agency()))
) with check ((select viewer_may('decision:publish')));

-- Which of the two people does what depends on what stood before: somebody else than whoever entered it agrees to it, and
-- somebody else than whoever asked for that puts it back.
create or replace function decision_redaction_second() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.agreed_by is distinct from old.agreed_by and (old.agreed_by is null and new.agreed_by = viewer_staff() and new.agreed_by <> old.added_by) is not true then
    raise insufficient_privilege using message = 'a second person agrees to it';
  end if;
  if new.return_asked_by is distinct from old.return_asked_by
    and ((new.return_asked_by is null or new.return_asked_by = viewer_staff()) and old.agreed_by is not null and new.removed_at is null) is not true then
    raise insufficient_privilege using message = 'it is asked for in one''s own name';
  end if;
  if new.removed_at is not null and (old.removed_at is null and new.removed_by = viewer_staff()
    and (old.agreed_by is null or (old.return_asked_by <> viewer_staff() and new.return_asked_by = old.return_asked_by))) is not true then
    raise insufficient_privilege using message = 'a second person puts it back';
  end if;
  return new;
end $$;
revoke all on function decision_redaction_second() from public;
create or replace trigger second before update on decision_redaction for each row execute function decision_redaction_second();
$history(decision_redaction)
