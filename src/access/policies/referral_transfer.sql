-- Seen with its referral: who had it before.
grant select on referral_transfer to waymark_app;
create policy see on referral_transfer for select to waymark_app using (
  exists (select 1 from referral r where r.id = referral_transfer.referral_id)
);
grant select, insert on referral_transfer to waymark_definer;
create policy definer on referral_transfer to waymark_definer using (
  (select viewer_may('agency:succeed')) or (select viewer_may('referral:make'))
) with check ((select viewer_may('agency:succeed')) or (select viewer_may('referral:make')));

-- A referral goes on with another service, by whoever referred: the old provider's access ends, the new one's begins and
-- it answers anew. The text stays as it was sent. Its new version, or null where it is no longer as it was.
create or replace function referral_move(moved bigint, was_version integer, service bigint, on_day date, because text) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare r referral; to_agency bigint; made integer;
begin
  select * into r from referral where id = moved for update;
  if (viewer_may('referral:make') and r.agency_id = viewer_agency() and r.scheme_id = viewer_scheme() and viewer_reaches(r.person_id)) is not true then
    raise insufficient_privilege using message = 'may not move this referral';
  end if;
  select v.agency_id into to_agency from service v where v.id = service and v.scheme_id = r.scheme_id and v.opens_on <= on_day and (v.closes_on is null or v.closes_on >= on_day);
  if r.state not in ('sent', 'accepted', 'started') or r.version <> was_version or to_agency is null or service = r.service_id then return null; end if;
  update access_reason a set closes_at = greatest(now(), a.opens_at)
    where a.source = 'referral:' || r.id and a.kind = 'referral' and a.agency_id = r.provider_agency_id and (a.closes_at is null or a.closes_at > now());
  update referral set service_id = service, provider_agency_id = to_agency, state = 'sent', worker_id = null, answered_at = null, started_at = null,
    version = version + 1, changed_at = now(), changed_by = viewer_staff() where id = r.id returning version into made;
  insert into access_reason (person_id, kind, agency_id, source, excluded_staff, only_staff)
  select r.person_id, 'referral', to_agency, 'referral:' || r.id,
    coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = r.person_id and x.kind = 'exclude' and x.to_at is null), '{}'),
    (select array_agg(x.staff_id) from access_restriction x where x.person_id = r.person_id and x.kind = 'only' and x.to_at is null);
  insert into referral_transfer (referral_id, person_id, from_service_id, to_service_id, from_agency_id, to_agency_id, on_day, why, staff_id, at)
  values (r.id, r.person_id, r.service_id, service, r.provider_agency_id, to_agency, on_day, because, viewer_staff(), now());
  return made;
end $$;
alter function referral_move(bigint, integer, bigint, date, text) owner to waymark_definer;
revoke all on function referral_move(bigint, integer, bigint, date, text) from public;
grant execute on function referral_move(bigint, integer, bigint, date, text) to waymark_app;
