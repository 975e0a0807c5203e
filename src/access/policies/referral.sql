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
create or replace trigger keep_text before update on referral for each row
  when (old.agency_id is distinct from new.agency_id or old.provider_agency_id is distinct from new.provider_agency_id or old.service_id is distinct from new.service_id and old.state <> 'draft'
    or (viewer_may('referral:make') is not true and row(old.need, old.goal, old.outcomes, old.category, old.pathway, old.handling, old.named_agencies)
      is distinct from row(new.need, new.goal, new.outcomes, new.category, new.pathway, new.handling, new.named_agencies)))
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
