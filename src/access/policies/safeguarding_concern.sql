-- A concern sent to the hub: for who sent it, for colleagues of the sender's agency who work with the member through whom
-- it came up, and for the hub that it was sent to in the system. The hub is never told of the member, whose number is
-- in a column that it may not read: what it gets is `fields`.
create or replace function safeguarding_people(concern bigint, person bigint) returns table (concern_id bigint, person_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select c.id, c.person_id from safeguarding_concern c
    where (c.id = concern or c.person_id = person) and viewer_may('safeguarding:send') and c.agency_id = viewer_agency()
      and viewer_shares('identity') and viewer_reaches(c.person_id);
end $$;
alter function safeguarding_people(bigint, bigint) owner to waymark_definer;
revoke all on function safeguarding_people(bigint, bigint) from public;
grant execute on function safeguarding_people(bigint, bigint) to waymark_app;
grant select on safeguarding_concern to waymark_definer;
create policy definer on safeguarding_concern for select to waymark_definer using ((select viewer_known()));
alter table safeguarding_concern enable row level security;
alter table safeguarding_concern force row level security;
grant select (id, scheme_id, agency_id, staff_id, hub_agency_id, rule_id, about, urgent, phoned, fields, way, sent_at),
  insert on safeguarding_concern to waymark_app;
create policy unbarred on safeguarding_concern as restrictive for select to waymark_app using (
  person_id is null or person_id <> all ((select viewer_barred())::bigint[])
);
create policy own on safeguarding_concern for select to waymark_app using (
  staff_id = (select viewer_staff()) and scheme_id = (select viewer_scheme()) and (select viewer_may('safeguarding:send'))
);
create policy work on safeguarding_concern for select to waymark_app using (
  (select viewer_may('safeguarding:send')) and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme())
  and $reason(safeguarding_concern.person_id: team lead co-worker management embedded)
);
create policy hub on safeguarding_concern for select to waymark_app using (
  (select viewer_may('safeguarding:answer')) and way = 'in-app' and hub_agency_id = (select viewer_agency())
  and scheme_id = (select viewer_scheme())
);
create policy send on safeguarding_concern for insert to waymark_app with check (
  (select viewer_may('safeguarding:send')) and staff_id = (select viewer_staff()) and agency_id = (select viewer_agency())
  and scheme_id = (select viewer_scheme())
  and (person_id is null or $reason(safeguarding_concern.person_id: team lead co-worker management embedded referral custody break-glass))
);
