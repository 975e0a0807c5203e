-- Those who work with the person see a referral by its handling; a draft is its agency's. The provider's worker sees
-- what was sent to their own service, while the referral opens the person to the provider, and nothing else.
grant select, insert, update on referral to waymark_app;
create policy see on referral for select to waymark_app using (
  (select viewer_sees('referrals'))
  and $shared(referrals)
  and (state <> 'draft' or agency_id = (select viewer_agency()))
  and $reason(referral.person_id: team lead co-worker management after-care embedded custody break-glass)
);
-- The pathways manager: need, service and outcome, while the referral is open. What else it shares is in referral_shared.
create policy pathways on referral for select to waymark_app using (
  (select viewer_sees('referrals')) and (select viewer_sees('needs')) and handling = 'partners' and $shared(referrals)
  and state <> 'draft'
  and $reason(referral.person_id: referral)
);
create policy provider on referral for select to waymark_app using (
  (select viewer_may('referral:handle')) and provider_agency_id = (select viewer_agency())
  and (agency_id = (select viewer_agency()) or (select viewer_shares('referrals'))) and state <> 'draft'
  and $reason(referral.person_id: referral)
  and (not exists (select 1 from service_staff f where f.service_id = referral.service_id and f.to_at is null)
    or exists (select 1 from service_staff f where f.service_id = referral.service_id and f.to_at is null and f.staff_id = (select viewer_staff())))
);
create policy add on referral for insert to waymark_app with check (
  (select viewer_may('referral:make'))
  and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(referral.person_id: team lead co-worker management embedded)
  and exists (select 1 from service v where v.id = referral.service_id and v.agency_id = referral.provider_agency_id)
);
create policy change on referral for update to waymark_app using (
  (select viewer_may('referral:make')) and agency_id = (select viewer_agency())
  and $reason(referral.person_id: team lead co-worker management after-care embedded)
) with check (agency_id = (select viewer_agency()));
create policy handle on referral for update to waymark_app using (
  (select viewer_may('referral:handle')) and provider_agency_id = (select viewer_agency()) and state <> 'draft'
  and $reason(referral.person_id: referral)
) with check (provider_agency_id = (select viewer_agency()));
$history(referral)
$stays(referral)
-- What was sent is the referrer's own text: whoever handles the referral moves it on and rewrites nothing of it.
create or replace function keep_referral_text() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise insufficient_privilege using message = 'the text of a referral is for its agency to amend';
end $$;
revoke all on function keep_referral_text() from public;
-- A move to another provider and an agency's succession run as their definer, and touch none of the text.
create or replace trigger keep_text before update on referral for each row
  when (current_user <> 'waymark_definer' and (old.agency_id is distinct from new.agency_id or old.provider_agency_id is distinct from new.provider_agency_id or old.service_id is distinct from new.service_id and old.state <> 'draft'
    or (viewer_may('referral:make') is not true and row(old.need, old.goal, old.outcomes, old.category, old.pathway, old.handling, old.named_agencies)
      is distinct from row(new.need, new.goal, new.outcomes, new.category, new.pathway, new.handling, new.named_agencies))))
  execute function keep_referral_text();
-- access_open() and access_close() look at the state; service_load() and worker_activity() count; the auditor is told
-- whether what somebody was refused exists (audit_refusal).
grant select on referral to waymark_definer;
create policy definer on referral for select to waymark_definer using ((select viewer_known()));
-- How full each service of the scheme is: counts of everybody's referrals, without whose, because each viewer sees only
-- some of them. Days are from sent to started, over the last year.
create or replace function service_load() returns table (service_id bigint, waiting integer, working integer, answered integer, declined integer, median_days integer, started integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_sees('directory') or viewer_sees('referrals')) is not true then return; end if;
  return query
  select r.service_id, (count(*) filter (where r.state = 'sent'))::integer, (count(*) filter (where r.state in ('accepted', 'started')))::integer,
    (count(*) filter (where r.answered_at > now() - interval '1 year'))::integer,
    (count(*) filter (where r.state = 'declined' and r.answered_at > now() - interval '1 year'))::integer,
    (percentile_cont(0.5) within group (order by extract(epoch from r.started_at - r.sent_at) / 86400) filter (where r.started_at > now() - interval '1 year'))::integer,
    (count(*) filter (where r.started_at > now() - interval '1 year'))::integer
  from referral r where r.scheme_id = viewer_scheme() and r.state <> 'draft' group by r.service_id;
end $$;
alter function service_load() owner to waymark_definer;
revoke all on function service_load() from public;
grant execute on function service_load() to waymark_app;
-- Leaving the scheme ends what was asked of providers, in the transaction that ends the membership: open referrals and
-- drafts are withdrawn, sessions that lie ahead called off, needs that nobody met closed, and what they opened closes.
-- Whoever made the referral or took it on is told that one ended, without whose.
grant update (state, ended_at, reason_code, reason, staff_id, worker_id, version, changed_at, changed_by) on referral to waymark_definer;
create policy leaving on referral for update to waymark_definer using ((select viewer_known()) and state in ('draft', 'sent', 'accepted', 'started'))
  with check (state = 'withdrawn');
create or replace function end_referrals() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  with ended as (
    update referral set state = 'withdrawn', ended_at = now(), reason_code = 'left-scheme', reason = null, version = version + 1, changed_at = now(),
      changed_by = viewer_staff()
    where person_id = new.person_id and scheme_id = new.scheme_id and state in ('draft', 'sent', 'accepted', 'started')
    returning id, person_id, agency_id, staff_id, worker_id
  ), noted as (
    insert into referral_event (referral_id, person_id, agency_id, staff_id, what, became)
    select id, person_id, coalesce(viewer_agency(), agency_id), coalesce(viewer_staff(), staff_id), 'withdraw', 'left-scheme' from ended
  ), called_off as (
    update referral_session s set state = 'called-off', version = s.version + 1, changed_at = now(), changed_by = viewer_staff()
    from ended e where s.referral_id = e.id and s.state = 'planned' and s.at > now()
  )
  insert into notice (staff_id, kind, subject, subject_id)
  select told.staff_id, 'referral-ended', 'referral', min(told.id)
  from (select staff_id, id from ended union all select worker_id, id from ended) told
  where told.staff_id is not null and told.staff_id is distinct from viewer_staff() group by told.staff_id;
  update unmet_need set state = 'closed', closed_why = 'left the scheme', closed_at = now(), version = version + 1, changed_at = now(), changed_by = viewer_staff()
  where person_id = new.person_id and scheme_id = new.scheme_id and state = 'open';
  update access_reason set closes_at = greatest(now(), opens_at)
  where person_id = new.person_id and kind = 'referral' and (source like 'referral:%' or source like 'unmet:%') and (closes_at is null or closes_at > now());
  return null;
end $$;
alter function end_referrals() owner to waymark_definer;
revoke all on function end_referrals() from public;
create or replace trigger end_referrals after update of left_on on membership for each row
  when (old.left_on is null and new.left_on is not null) execute function end_referrals();
-- What a leaver referred or took on is given to a colleague of the same agency (handover_referral): nothing else of it changes.
create policy handed on referral for update to waymark_definer using ((select viewer_may('case:allocate'))) with check ((select viewer_may('case:allocate')));
-- Another provider goes on with it (referral_move), or another agency with the whole (_succession.sql).
grant update (agency_id, provider_agency_id, service_id, answered_at, started_at, version, changed_at, changed_by, state, worker_id) on referral to waymark_definer;
create policy move on referral for update to waymark_definer using ((select viewer_may('agency:succeed')) or (select viewer_may('referral:make'))) with check ((select viewer_may('agency:succeed')) or (select viewer_may('referral:make')));
-- When referrals were sent, answered and started, for the dashboards: none of their text.
grant select (id, scheme_id, person_id, provider_agency_id, state, pathway, sent_at, answered_at, started_at, ended_at, reason_code) on referral to waymark_measurement;
create policy measurement on referral for select to waymark_measurement using ($service(measurement));
-- Counted for the return of a provider's grant.
grant select (id, agency_id, provider_agency_id, state, sent_at, started_at, ended_at) on referral to waymark_grants;
create policy grants on referral for select to waymark_grants using ($service(grants));
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
-- One that was sent and not answered goes as a draft: no provider sees it any more, and none sees the other person, until
-- whoever works with them sends it. Where nothing was done with it since, it comes back as it went: sent when it was sent,
-- and open to whom it was open to. One that the provider has answered goes with all that they did, and whoever had it open has
-- it open with the other person (separation_goes_on).
grant update (person_id, sent_at) on referral to waymark_definer;
create policy goes on referral for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
-- Of these, the drafts whose last change was that they went from that person as sent, while the person is on the scheme.
create or replace function referral_unsent(things bigint[], person bigint) returns table (id bigint, went_at timestamptz, sent_at timestamptz)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select t.id, t.changed_at, (h.was->>'sent_at')::timestamptz from referral t
    cross join lateral (select k.was from row_history k where k.table_name = 'referral' and k.row_id = t.id order by k.id desc limit 1) h
  where t.id = any (things) and t.state = 'draft' and h.was->>'state' = 'sent' and (h.was->>'person_id')::bigint = person and t.person_id <> person
    and exists (select 1 from membership m where m.person_id = person and m.scheme_id = t.scheme_id and m.left_on is null)
$$;
create or replace function referral_goes(things bigint[], from_person bigint, to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare k record;
begin
  for k in select a.* from access_reason a join referral t on a.source = 'referral:' || t.id where t.id = any (things) and t.state not in ('draft', 'sent')
      and a.person_id = from_person and a.kind = 'referral' and (a.closes_at is null or a.closes_at > now()) loop
    -- It was theirs before: the same reason is open again.
    update access_reason a set closes_at = k.closes_at where a.id = (select max(b.id) from access_reason b
      where b.person_id = to_person and b.kind = k.kind and b.source = k.source and b.holder = k.holder);
    if not found then
      insert into access_reason (person_id, kind, staff_id, team_id, agency_id, post, source, why, closes_at, excluded_staff, only_staff)
      select to_person, k.kind, k.staff_id, k.team_id, k.agency_id, k.post, k.source, k.why, k.closes_at,
        coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = to_person and x.kind = 'exclude' and x.to_at is null), '{}'),
        (select array_agg(x.staff_id) from access_restriction x where x.person_id = to_person and x.kind = 'only' and x.to_at is null);
    end if;
  end loop;
  update access_reason a set closes_at = greatest(now(), a.opens_at) where a.person_id = from_person and a.kind = 'referral'
    and a.source in (select 'referral:' || t.id from referral t where t.id = any (things)) and (a.closes_at is null or a.closes_at > now());
  for k in select * from referral_unsent(things, to_person) loop
    insert into access_reason (person_id, kind, staff_id, team_id, agency_id, post, source, why, excluded_staff, only_staff)
    select distinct on (a.holder) to_person, a.kind, a.staff_id, a.team_id, a.agency_id, a.post, a.source, a.why,
      coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = to_person and x.kind = 'exclude' and x.to_at is null), '{}'),
      (select array_agg(x.staff_id) from access_restriction x where x.person_id = to_person and x.kind = 'only' and x.to_at is null)
    from access_reason a where a.person_id = to_person and a.kind = 'referral' and a.source = 'referral:' || k.id and a.closes_at = greatest(k.went_at, a.opens_at);
    update referral t set person_id = to_person, state = 'sent', sent_at = k.sent_at, version = t.version + 1, changed_at = now(),
      changed_by = coalesce(viewer_staff(), t.changed_by) where t.id = k.id;
  end loop;
  update referral t set person_id = to_person, state = case when t.state = 'sent' then 'draft' else t.state end,
    sent_at = case when t.state = 'sent' then null else t.sent_at end, version = t.version + 1, changed_at = now(), changed_by = coalesce(viewer_staff(), t.changed_by)
    where t.id = any (things) and t.person_id <> to_person;
  update referral_shared s set person_id = to_person where s.referral_id = any (things);
  update referral_event e set person_id = to_person where e.referral_id = any (things);
  update referral_session e set person_id = to_person where e.referral_id = any (things);
  update referral_report e set person_id = to_person where e.referral_id = any (things);
end $$;
revoke all on function referral_goes(bigint[], bigint, bigint), referral_unsent(bigint[], bigint) from public;
grant execute on function referral_goes(bigint[], bigint, bigint), referral_unsent(bigint[], bigint) to waymark_definer;
