-- A trial's protocol and how far it is: nothing about anybody. Whoever wrote any of it, or submitted it,
-- cannot approve it (checks of the table).
alter table trial enable row level security;
alter table trial force row level security;
grant select on trial to waymark_app;
-- Neither the seed nor its commitment: the randomiser alone writes those.
grant insert (scheme_id, name, body, example, author_id) on trial to waymark_app;
grant update (name, state, body, protocol_ref, protocol_on, protocol_sha256, ethics_body, ethics_ref, ethics_on, ethics_sha256, submitted_by,
  approved_by, approved_at, returned_why, registered_sha256, opened_at, closed_at, version) on trial to waymark_app;
create policy see on trial for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_sees('trials')) or (select viewer_may('trial:enrol')) or (select viewer_may('trial:treat')))
);
create policy add on trial for insert to waymark_app with check (
  scheme_id = (select viewer_scheme()) and (select viewer_may('trial:manage')) and author_id = (select viewer_staff()) and state = 'draft'
);
create policy change on trial for update to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_may('trial:manage')) or (select viewer_may('trial:approve')))
) with check (
  (select viewer_may('trial:approve')) or ((select viewer_may('trial:manage')) and state <> 'approved')
);
grant select, update (commitment, committed_at, seed, revealed_at) on trial to waymark_randomiser;
create policy randomise on trial to waymark_randomiser using ($service(randomiser)) with check ($service(randomiser));
-- in_trials() names them.
grant select (id, name, state, body) on trial to waymark_definer;
create policy named on trial for select to waymark_definer using ((select viewer_known()));
-- Its protocol, for who is compared with whom.
grant select (id, scheme_id, name, state, body, opened_at, closed_at) on trial to waymark_measurement;
create policy measurement on trial for select to waymark_measurement using ($service(measurement));
$history(trial)

-- Whoever it is: what was registered stands once it is approved, and a commitment is made once.
create or replace function trial_stands() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if old.state not in ('draft', 'submitted') and row(new.name, new.body, new.protocol_ref, new.protocol_on, new.protocol_sha256, new.ethics_body, new.ethics_ref,
      new.ethics_on, new.ethics_sha256, new.approved_by, new.registered_sha256) is distinct from row(old.name, old.body, old.protocol_ref, old.protocol_on,
      old.protocol_sha256, old.ethics_body, old.ethics_ref, old.ethics_on, old.ethics_sha256, old.approved_by, old.registered_sha256) then
    raise insufficient_privilege using message = 'what was registered stands: write an amendment';
  end if;
  if (old.commitment is not null and new.commitment is distinct from old.commitment) or (old.seed is not null and new.seed is distinct from old.seed)
     or (old.opened_at is not null and new.opened_at is distinct from old.opened_at) then
    raise insufficient_privilege using message = 'a commitment stands';
  end if;
  if new.seed is not null and encode(sha256(decode(new.seed, 'hex')), 'hex') is distinct from new.commitment then
    raise insufficient_privilege using message = 'the seed is not the one that was committed to';
  end if;
  return new;
end $$;
revoke all on function trial_stands() from public;
create or replace trigger trial_stands before update on trial for each row execute function trial_stands();

-- Who has written any of it: nobody writes this column by hand.
create or replace function trial_writers() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.writers := array[new.author_id];
  else
    new.writers := old.writers;
    if row(new.name, new.body, new.protocol_ref, new.protocol_on, new.protocol_sha256, new.ethics_body, new.ethics_ref, new.ethics_on, new.ethics_sha256)
        is distinct from row(old.name, old.body, old.protocol_ref, old.protocol_on, old.protocol_sha256, old.ethics_body, old.ethics_ref, old.ethics_on, old.ethics_sha256)
        and viewer_staff() is not null and viewer_staff() <> all (old.writers) then
      new.writers := old.writers || viewer_staff();
    end if;
  end if;
  return new;
end $$;
revoke all on function trial_writers() from public;
create or replace trigger trial_writers before insert or update on trial for each row execute function trial_writers();
