-- What was sent is seen as the appointment it reminded of. The notices service makes reminders and moves every message
-- on; a worker makes a message of their own, and says that they have read that one failed.
grant select, insert, update (seen_at, version) on message to waymark_app;
create policy see on message for select to waymark_app using (
  (select viewer_sees('contacts'))
  and $shared(contacts)
  and $reason(message.person_id: team lead co-worker management embedded)
);
create policy add on message for insert to waymark_app with check (
  (select viewer_may('contact:record')) and scheme_id = (select viewer_scheme())
  and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff()) and kind = 'message' and state = 'queued'
  and $reason(message.person_id: team lead co-worker management embedded)
  and exists (select 1 from message_consent k where k.id = message.consent_id and k.person_id = message.person_id and k.state = 'given')
);
create policy read on message for update to waymark_app using (
  (select viewer_may('contact:record')) and agency_id = (select viewer_agency()) and state = 'failed'
  and $reason(message.person_id: team lead co-worker management embedded)
) with check (agency_id = (select viewer_agency()));
grant select, insert, update on message to waymark_notices;
create policy notices on message for select to waymark_notices using ($service(notices));
create policy made on message for insert to waymark_notices with check ($service(notices) and kind = 'reminder');
create policy moved on message for update to waymark_notices using ($service(notices)) with check ($service(notices));
$stays(message)

-- An appointment that changes takes its waiting reminder, and what was chosen for it, with it in the same transaction.
grant select (id, person_id, contact_id, kind, step, state, version), update (state, cause, settled_at, version, handling, named_agencies) on message to waymark_definer;
create policy follows on message to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));
create or replace function message_follows() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_name <> 'contact' or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'messages follow contacts';
  end if;
  if old.at is distinct from new.at or old.state is distinct from new.state or old.kind is distinct from new.kind then
    update message set state = 'dropped', cause = 'appointment-changed', settled_at = now(), version = version + 1
    where contact_id = new.id and kind = 'reminder' and state = 'queued'
      -- That it was called off stays true when it is withdrawn.
      and not (step = 'called-off' and new.state in ('cancelled', 'withdrawn') and old.at = new.at);
  end if;
  if old.handling is distinct from new.handling or old.named_agencies is distinct from new.named_agencies then
    update message set handling = new.handling, named_agencies = new.named_agencies where contact_id = new.id;
    update reminder_choice set handling = new.handling, named_agencies = new.named_agencies where contact_id = new.id;
  end if;
  return null;
end $$;
alter function message_follows() owner to waymark_definer;
revoke all on function message_follows() from public;
create or replace trigger message_follows after update of at, state, kind, handling, named_agencies on contact for each row
  when (old.at is distinct from new.at or old.state is distinct from new.state or old.kind is distinct from new.kind
    or old.handling is distinct from new.handling or old.named_agencies is distinct from new.named_agencies)
  execute function message_follows();
