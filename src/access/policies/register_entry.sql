alter table register_entry enable row level security;
alter table register_entry force row level security;
grant select, insert, update on register_entry to waymark_app;
create policy see on register_entry for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on register_entry for insert to waymark_app with check (
  (select viewer_may('decision:publish')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
  -- Nothing is published before it is signed.
  and exists (select 1 from decision_notice n where n.id = register_entry.decision_id and n.agency_id = register_entry.agency_id
    and (n.state in ('approved', 'amended', 'refused', 'withdrawn') or (n.state = 'referred' and n.source is not null)))
);
create policy change on register_entry for update to waymark_app using (
  (select viewer_may('decision:publish')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
) with check (scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency()));
-- What the public could not read before, it reads when a second person has published it, in this very transaction. What it
-- reads already is brought up to date without: a passage left out, or an outcome corrected by whoever signed it.
create or replace function register_entry_second() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.document is not null and not exists (select 1 from register_entry e where e.decision_id = new.decision_id and e.document is not null)
    and not exists (select 1 from decision_publication p where p.decision_id = new.decision_id and p.state = 'published'
      and p.decided_at = now() and p.decided_by = viewer_staff() and p.asked_by <> p.decided_by) then
    raise insufficient_privilege using message = 'a second person publishes a notice';
  end if;
  return new;
end $$;
revoke all on function register_entry_second() from public;
create or replace trigger second before insert or update on register_entry for each row execute function register_entry_second();
-- The public reads what is published, and no other table. No history is kept: it would hold what was left out.
grant select (id, slug, office, number, title, outcome, decided_on, state, reason, superseded_by, document, search, edition, example,
  first_published_at, published_at) on register_entry to waymark_public_register;
create policy public on register_entry for select to waymark_public_register using ($service(public-register));
