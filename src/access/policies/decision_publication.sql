alter table decision_publication enable row level security;
alter table decision_publication force row level security;
grant select, insert on decision_publication to waymark_app;
create policy see on decision_publication for select to waymark_app using (
  exists (select 1 from decision_notice where decision_notice.id = decision_publication.decision_id)
);
create policy add on decision_publication for insert to waymark_app with check (
  (select viewer_may('decision:publish')) and asked_by = (select viewer_staff()) and state = 'asked'
  and exists (select 1 from decision_notice n where n.id = decision_publication.decision_id and n.agency_id = (select viewer_agency()))
);
-- Another publishes it, or refuses it with why; whoever asked takes it back. Nothing but that is changed.
grant update (state, decided_by, decided_at, why) on decision_publication to waymark_app;
create policy decide on decision_publication for update to waymark_app using (
  (select viewer_may('decision:publish')) and state = 'asked'
  and exists (select 1 from decision_notice n where n.id = decision_publication.decision_id and n.agency_id = (select viewer_agency()))
) with check (
  decided_by = (select viewer_staff()) and case when state = 'withdrawn' then asked_by = decided_by else asked_by <> decided_by end
);
