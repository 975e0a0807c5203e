-- The viewer's copies that are open now: sent to them, not expired, not recalled; or those of them not acknowledged yet.
-- Each sending has conditions of its own, so that reading one says nothing of another.
create or replace function viewer_copies(only_unread boolean) returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(array_agg(distinct c.report_id), '{}') from dissemination_copy c join dissemination d on d.id = c.dissemination_id
    where c.staff_id = viewer_staff() and c.kind = 'sent' and d.opens_at <= now() and d.expires_at > now()
      and not exists (select 1 from dissemination_recall x where x.report_id = c.report_id and x.at >= c.made_at
        and (x.dissemination_id is null or x.dissemination_id = c.dissemination_id))
      -- A role's or a shift's copy is open while they are in it.
      and (c.through not like 'role:%' and c.through not like 'shift:%' or (d.roles = '{}' and d.team_id is null)
        or viewer_in_group(d.roles, d.team_id))
      and (not only_unread or c.acknowledged_at is null));
end $$;
alter function viewer_copies(boolean) owner to waymark_definer;
revoke all on function viewer_copies(boolean) from public;
grant execute on function viewer_copies(boolean) to waymark_app;

-- Whom a report is about, as an open and acknowledged copy of the viewer's tells it: the name where a sending that reaches them
-- was ticked to tell it, none where it is withheld; with no person, the author's own words. Asked of the report's links as they
-- are now, so that a person who is no longer linked, or was erased, is named no more. Nothing for whoever holds no such copy.
create or replace function report_told(report bigint) returns table (person_id bigint, name text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare named bigint[]; words boolean;
begin
  if viewer_may('intelligence:receive') is not true or not report = any (viewer_copies(false)) or report = any (viewer_copies(true)) then return; end if;
  select coalesce(array_agg(n.id) filter (where n.id is not null), '{}'), coalesce(bool_or(d.tells_naming), false) into named, words
    from dissemination_copy c join dissemination d on d.id = c.dissemination_id left join lateral unnest(d.named_ids) n (id) on true
    where c.report_id = report and c.staff_id = viewer_staff() and c.kind = 'sent' and c.acknowledged_at is not null
      and d.opens_at <= now() and d.expires_at > now()
      and (c.through not like 'role:%' and c.through not like 'shift:%' or (d.roles = '{}' and d.team_id is null)
        or viewer_in_group(d.roles, d.team_id))
      and not exists (select 1 from dissemination_recall x where x.report_id = report and x.at >= c.made_at
        and (x.dissemination_id is null or x.dissemination_id = c.dissemination_id));
  return query select t.id, t.told from (
      select p.id, case when p.id = any (named) then p.given_names || ' ' || p.family_name end as told
      from person p join intelligence_report r on p.id = any (r.person_ids) where r.id = report
      union all
      select null, case when words then g.body end from intelligence_naming g where g.report_id = report and g.body <> '') t
    where exists (select 1 from intelligence_report r where r.id = report and r.state = 'accepted' and not (r.person_ids && viewer_barred()))
    order by t.id nulls last;
end $$;
alter function report_told(bigint) owner to waymark_definer;
revoke all on function report_told(bigint) from public;
grant execute on function report_told(bigint) to waymark_app;

-- Reports about somebody whom a restriction keeps from the viewer: not even that they had a copy is left to see.
create or replace function viewer_closed_reports() returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(array_agg(distinct c.report_id), '{}') from dissemination_copy c join intelligence_report r on r.id = c.report_id
    where c.staff_id = viewer_staff() and r.person_ids && viewer_barred());
end $$;
alter function viewer_closed_reports() owner to waymark_definer;
revoke all on function viewer_closed_reports() from public;
grant execute on function viewer_closed_reports() to waymark_app;

-- Which of these members of staff a restriction keeps from somebody whom the report is about: they are sent no copy.
create or replace function report_barred(report bigint, people bigint[]) returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(array_agg(s.id), '{}') from unnest(people) s (id), intelligence_report r
    where r.id = report and viewer_may('intelligence:disseminate') and exists (
      select 1 from access_restriction x where x.person_id = any (r.person_ids) and x.to_at is null and (
        (x.kind = 'exclude' and x.staff_id = s.id)
        or (x.kind = 'only' and not exists (select 1 from access_restriction o where o.person_id = x.person_id
          and o.kind = 'only' and o.to_at is null and o.staff_id = s.id)))));
end $$;
alter function report_barred(bigint, bigint[]) owner to waymark_definer;
revoke all on function report_barred(bigint, bigint[]) from public;
grant execute on function report_barred(bigint, bigint[]) to waymark_app;

-- Who was shown a report's text and holds no copy of it: opened, in a list or on a person's page, before it was accepted
-- too, or in a briefing on the screen or on paper. A recall reaches them as it reaches those who hold one. A copy that
-- was sent and never acknowledged showed nothing.
create or replace function report_readers(report bigint) returns table (staff_id bigint, agency_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare since timestamptz;
begin
  if viewer_may('intelligence:review') is not true then return; end if;
  select coalesce(max(x.at), '-infinity') into since from dissemination_recall x
    where x.report_id = report and x.dissemination_id is null;
  return query select distinct s.id, s.agency_id from (
    select a.staff_id as who from audit_entry a where a.subject = 'intelligence_report' and a.subject_id = report and a.kind = 'opened'
      and a.act = 'intelligence:open' and a.at > since
    union all
    -- A list says which of its reports showed their text; older entries did not.
    select a.staff_id from audit_entry a where a.ids @> array[report] and a.ids is not null and a.at > since
      and a.act in ('intelligence:read', 'intelligence:of-person', 'intelligence:review')
      and coalesce(a.detail->'shown' @> to_jsonb(report), true)
    union all
    select b.who from (
        select i.report_ids, d.staff_id as who, d.last_at as at from briefing_item i join briefing_reader d on d.briefing_id = i.briefing_id
        union all
        select i.report_ids, c.staff_id, c.at from briefing_item i join briefing_copy c on c.briefing_id = i.briefing_id) b
      join staff p on p.id = b.who join agency g on g.id = p.agency_id join intelligence_report h on h.id = report
      -- As far as its handling let their agency have what the briefing took from it.
      where report = any (b.report_ids) and b.at > since and (g.id = h.agency_id or h.handling = 'partners'
        or (h.handling = 'statutory' and g.statutory) or (h.handling = 'named' and g.id = any (h.named_agencies)))) shown
    join staff s on s.id = shown.who join intelligence_report r on r.id = report
    where s.id not in (r.author_id, viewer_staff()) and s.id is distinct from r.reviewed_by
      and not exists (select 1 from dissemination_copy c where c.report_id = report and c.staff_id = s.id and c.made_at > since
        and (c.kind <> 'sent' or c.acknowledged_at is not null)
        and not exists (select 1 from dissemination_recall x where x.dissemination_id = c.dissemination_id and x.at >= c.made_at));
end $$;
alter function report_readers(bigint) owner to waymark_definer;
revoke all on function report_readers(bigint) from public;
grant execute on function report_readers(bigint) to waymark_app;

-- Numbers of copies are given one after the other within a report, whoever makes them.
create or replace function number_copy() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('waymark-copy'), new.report_id::integer);
  new.no := 1 + coalesce((select max(c.no) from dissemination_copy c where c.report_id = new.report_id), 0);
  return new;
end $$;
alter function number_copy() owner to waymark_definer;
revoke all on function number_copy() from public;
create or replace trigger number before insert on dissemination_copy for each row execute function number_copy();

alter table dissemination_copy enable row level security;
alter table dissemination_copy force row level security;
grant select, insert on dissemination_copy to waymark_app;
-- Opened, acknowledged and destroyed are said by the holder alone.
grant update (opened_at, acknowledged_at, destroyed_at) on dissemination_copy to waymark_app;
create policy own on dissemination_copy for select to waymark_app using (
  staff_id = (select viewer_staff()) and (select viewer_may('intelligence:receive'))
  and report_id <> all ((select viewer_closed_reports())::bigint[])
);
create policy keep on dissemination_copy for select to waymark_app using (
  ((select viewer_may('intelligence:disseminate')) or (select viewer_may('intelligence:review')))
  and exists (select 1 from intelligence_report r where r.id = dissemination_copy.report_id)
);
create policy send on dissemination_copy for insert to waymark_app with check (
  ((kind = 'sent' and (select viewer_may('intelligence:disseminate'))) or (kind = 'read' and (select viewer_may('intelligence:review'))))
  and acknowledged_at is null and destroyed_at is null
  and exists (select 1 from intelligence_report r where r.id = dissemination_copy.report_id and r.state = 'accepted')
);
create policy make on dissemination_copy for insert to waymark_app with check (
  staff_id = (select viewer_staff()) and agency_id = (select viewer_agency()) and (select viewer_may('intelligence:receive'))
  and kind in ('printed', 'file', 'api')
  and exists (select 1 from intelligence_text t where t.report_id = dissemination_copy.report_id)
);
create policy answer on dissemination_copy for update to waymark_app using (
  staff_id = (select viewer_staff()) and (select viewer_may('intelligence:receive'))
) with check (staff_id = (select viewer_staff()));
grant select on dissemination_copy to waymark_definer;
create policy definer on dissemination_copy for select to waymark_definer using ((select viewer_known()));
-- The copy of a group's sending for whoever has come into the group since (_sendings.sql).
grant insert on dissemination_copy to waymark_definer;
create policy join_group on dissemination_copy for insert to waymark_definer with check (
  (select viewer_may('intelligence:receive')) and staff_id = (select viewer_staff()) and kind = 'sent'
);
