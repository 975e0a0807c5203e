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
-- The public reads what is published, and no other table. No history is kept: it would hold what was left out.
grant select (id, slug, office, number, title, outcome, decided_on, state, reason, superseded_by, document, search, edition, example,
  first_published_at, published_at) on register_entry to waymark_public_register;
create policy public on register_entry for select to waymark_public_register using ($service(public-register));
