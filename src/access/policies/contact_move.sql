-- When an appointment was to be before it was moved or called off: seen as the contact is.
grant select, insert on contact_move to waymark_app;
create policy see on contact_move for select to waymark_app using (
  (select viewer_sees('contacts'))
  and $shared(contacts)
  and $reason(contact_move.person_id: team lead co-worker management after-care embedded break-glass)
);
create policy own on contact_move for select to waymark_app using (
  (select viewer_sees('own-contacts'))
  and agency_id = (select viewer_agency())
  and $reason(contact_move.person_id: team lead co-worker management after-care embedded custody referral break-glass)
);
create policy add on contact_move for insert to waymark_app with check (
  (select viewer_may('contact:record'))
  and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(contact_move.person_id: team lead co-worker management embedded custody referral)
  and exists (select 1 from contact c where c.id = contact_move.contact_id and c.person_id = contact_move.person_id
    and c.agency_id = (select viewer_agency()) and c.handling = contact_move.handling and c.named_agencies = contact_move.named_agencies)
);
$stays(contact_move)
grant select (contact_id), update (handling, named_agencies) on contact_move to waymark_definer;
create policy follows on contact_move to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));

-- A stricter handling of the contact is at once that of what hangs on it.
create or replace function contact_parts_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_name <> 'contact' or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'these follow contacts';
  end if;
  update contact_move set handling = new.handling, named_agencies = new.named_agencies where contact_id = new.id;
  update drug_test set handling = new.handling, named_agencies = new.named_agencies where contact_id = new.id;
  return null;
end $$;
alter function contact_parts_follow() owner to waymark_definer;
revoke all on function contact_parts_follow() from public;
create or replace trigger contact_parts_follow after update of handling, named_agencies on contact for each row
  when (old.handling is distinct from new.handling or old.named_agencies is distinct from new.named_agencies) execute function contact_parts_follow();

-- How many appointments, of the person and of the worker, fall into each of these times, whoever may read them: a form
-- says "another appointment" and no more. For whoever records contacts with somebody they reach.
create or replace function booked(person bigint, worker bigint, starts timestamptz[], ends timestamptz[], but_not bigint[])
returns table (place integer, of_person integer, of_worker integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select w.n::integer,
    (select count(*)::integer from contact c where c.person_id = person and c.state = 'planned' and not (c.id = any (but_not))
      and c.at > w.starts_at - interval '1 day' and c.at < w.ends_at and c.at + make_interval(mins => coalesce(c.minutes, 30)) > w.starts_at),
    (select count(*)::integer from contact c where c.staff_id = worker and c.person_id <> person and c.state = 'planned' and not (c.id = any (but_not))
      and c.at > w.starts_at - interval '1 day' and c.at < w.ends_at and c.at + make_interval(mins => coalesce(c.minutes, 30)) > w.starts_at)
  from unnest(starts, ends) with ordinality as w (starts_at, ends_at, n)
  where viewer_may('contact:record') and viewer_shares('identity') and viewer_reaches(person)
    and exists (select from staff s where s.id = worker and s.agency_id = viewer_agency());
end $$;
alter function booked(bigint, bigint, timestamptz[], timestamptz[], bigint[]) owner to waymark_definer;
revoke all on function booked(bigint, bigint, timestamptz[], timestamptz[], bigint[]) from public;
grant execute on function booked(bigint, bigint, timestamptz[], timestamptz[], bigint[]) to waymark_app;
-- Goes with its contact to the person whom it was about (separation_move).
grant select (contact_id), update (person_id) on contact_move to waymark_definer;
