-- What an agency's own tool gave: for whoever sees scores, and for selection. The selection service writes it, because
-- whoever brings the file in need not see everybody in it.
grant select on official_score to waymark_app;
create policy see on official_score for select to waymark_app using (
  (select viewer_sees('scores')) and (select viewer_shares('identity'))
  and $reason(official_score.person_id: management after-care selection agenda break-glass)
);
grant select, insert, update on official_score to waymark_selection;
create policy selection on official_score to waymark_selection using ($service(selection)) with check ($service(selection));
-- Whether scores come true.
grant select on official_score to waymark_measurement;
create policy measurement on official_score for select to waymark_measurement using ($service(measurement));
$history(official_score)
$stays(official_score)
