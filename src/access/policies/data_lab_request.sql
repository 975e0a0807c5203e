-- What was asked of the Data Lab, sent to it, and who answers for the copies. Of people it holds a count.
alter table data_lab_request enable row level security;
alter table data_lab_request force row level security;
grant select, insert, update on data_lab_request to waymark_app;
create policy see on data_lab_request for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_may('data-lab:send')) or (select viewer_sees('exports')))
);
create policy add on data_lab_request for insert to waymark_app with check (
  (select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()) and made_by = (select viewer_staff())
);
create policy change on data_lab_request for update to waymark_app
  using ((select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()))
  with check ((select viewer_may('data-lab:send')) and scheme_id = (select viewer_scheme()));
$history(data_lab_request)

-- Whether whoever prepares a list saw everybody who belongs in it: yes or no, never who. A list from which some are missing
-- in silence is not the list that it says it is, and those missing are not missing by chance (who left, who is protected).
create or replace function data_lab_is_whole(first_day date, last_day date, wanted text, seen integer) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return viewer_may('data-lab:send') is true and seen = (
    select count(*) from (
      select distinct on (m.person_id) m.joined_on, m.strand from membership m
      where m.scheme_id = viewer_scheme() order by m.person_id, m.joined_on, m.id
    ) f where f.joined_on between first_day and last_day and (wanted is null or f.strand = wanted));
end $$;
alter function data_lab_is_whole(date, date, text, integer) owner to waymark_definer;
revoke all on function data_lab_is_whole(date, date, text, integer) from public;
grant execute on function data_lab_is_whole(date, date, text, integer) to waymark_app;
