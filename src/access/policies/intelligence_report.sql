-- The head of a report: grade, handling, marking, conditions; no text. The author sees their own. A
-- reviewer sees what was sent for review; others what was accepted, and the author's agency also what waits for
-- review. Handling, an agreement and a reason for every person it is about must let them, because its text may
-- speak of each of them. A report about nobody on the record stays with its author and the reviewers. One that was taken
-- back into review is closed to the author's agency too, until it is accepted again.
alter table intelligence_report enable row level security;
alter table intelligence_report force row level security;
-- Not person_ids: whom it is about is asked of report_person, under that table's own policy.
grant select (id, scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, conditions, conditions_no,
  provenance, marking, handling, named_agencies, observed_on, submitted_at, reviewed_at, reviewed_by, reopened_at, created_at, version)
  on intelligence_report to waymark_app;
grant insert (scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, conditions, conditions_no,
  provenance, marking, handling, named_agencies, observed_on, submitted_at) on intelligence_report to waymark_app;
grant update (state, source_grade, assessment, handling_code, conditions, conditions_no, provenance, marking, handling,
  named_agencies, observed_on, submitted_at, reviewed_at, reviewed_by, reopened_at, version) on intelligence_report to waymark_app;
-- Somebody whom a declared interest or a limited-access list keeps from a person has nothing to do with a report
-- about them, their own reports included.
create policy unbarred on intelligence_report as restrictive to waymark_app using (
  not (person_ids && (select viewer_barred()))
);
create policy own on intelligence_report for select to waymark_app using (
  author_id = (select viewer_staff()) and scheme_id = (select viewer_scheme()) and (select viewer_may('intelligence:submit'))
);
create policy review on intelligence_report for select to waymark_app using (
  (select viewer_may('intelligence:review')) and scheme_id = (select viewer_scheme())
  and state in ('submitted', 'accepted', 'returned', 'refused')
  and $shared(intelligence)
  and not exists (select 1 from unnest(person_ids) as about (person_id)
    where not $reason(about.person_id: team lead co-worker management selection break-glass))
);
create policy see on intelligence_report for select to waymark_app using (
  (select viewer_sees('intelligence')) and scheme_id = (select viewer_scheme())
  and (state = 'accepted' or (state = 'submitted' and reopened_at is null and agency_id = (select viewer_agency())))
  and $shared(intelligence)
  and cardinality(person_ids) > 0
  and not exists (select 1 from unnest(person_ids) as about (person_id)
    where not $reason(about.person_id: team lead co-worker management selection break-glass))
);
-- A copy of it was sent to them and is open: agreement, handling and no restriction hold as for everybody, and the reason
-- is the sending. What was sent is read and nothing of the people besides.
create policy sent on intelligence_report for select to waymark_app using (
  (select viewer_may('intelligence:receive')) and scheme_id = (select viewer_scheme()) and state = 'accepted'
  and id = any ((select viewer_copies(false))::bigint[])
  and $shared(intelligence)
  and not exists (select 1 from unnest(person_ids) as about (person_id)
    where not $reason(about.person_id: dissemination team lead co-worker management selection break-glass))
);
create policy write on intelligence_report for insert to waymark_app with check (
  (select viewer_may('intelligence:submit')) and author_id = (select viewer_staff())
  and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme()) and state in ('draft', 'submitted')
);
create policy rewrite on intelligence_report for update to waymark_app using (
  (select viewer_may('intelligence:submit')) and author_id = (select viewer_staff())
  and state in ('draft', 'submitted', 'returned')
) with check (
  author_id = (select viewer_staff()) and agency_id = (select viewer_agency())
  and state in ('draft', 'submitted', 'returned', 'discarded')
);
create policy judge on intelligence_report for update to waymark_app using (
  (select viewer_may('intelligence:review')) and author_id <> (select viewer_staff()) and scheme_id = (select viewer_scheme())
  and state in ('submitted', 'accepted', 'refused')
  and $shared(intelligence)
  and not exists (select 1 from unnest(person_ids) as about (person_id)
    where not $reason(about.person_id: team lead co-worker management selection break-glass))
) with check (
  author_id <> (select viewer_staff()) and (reviewed_by is null or reviewed_by = (select viewer_staff()))
  and state in ('submitted', 'accepted', 'returned', 'refused')
);
-- The trigger that keeps person_ids.
grant select, update (person_ids) on intelligence_report to waymark_definer;
create policy definer on intelligence_report to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
$history(intelligence_report)
