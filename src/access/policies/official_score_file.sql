-- What files of official scores were brought in: counts and lines at fault, nothing about anybody. An agency's own files,
-- and for whoever sees scores the scheme's. Only who and why of taking one back may be written afterwards.
alter table official_score_file enable row level security;
alter table official_score_file force row level security;
grant select, insert, update (taken_back_by, taken_back_at, taken_back_why, version) on official_score_file to waymark_app;
create policy see on official_score_file for select to waymark_app using (
  scheme_id = (select viewer_scheme())
  and ((select viewer_sees('scores')) or ((select viewer_may('intake:import')) and agency_id = (select viewer_agency())))
);
create policy add on official_score_file for insert to waymark_app with check (
  scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and (select viewer_may('intake:import')) and taken_back_at is null
);
create policy change on official_score_file for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency()) and (select viewer_may('intake:import'))
) with check (agency_id = (select viewer_agency()) and taken_back_by = (select viewer_staff()));
-- The service takes the scores, and notes how many there were.
grant select, update (taken) on official_score_file to waymark_selection;
create policy selection on official_score_file to waymark_selection using ($service(selection)) with check ($service(selection));
-- A score does not count once its file is taken back; whether scores come true is measured without it.
grant select (id, taken_back_at) on official_score_file to waymark_measurement;
create policy measurement on official_score_file for select to waymark_measurement using ($service(measurement));
