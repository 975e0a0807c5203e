-- About files, not people; still only the supplying agency's business.
alter table import_batch enable row level security;
alter table import_batch force row level security;
grant select on import_batch to waymark_app;
create policy own on import_batch for select to waymark_app using (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
);
-- A person decides (accept, undo, abandon); the intake then moves the rows.
grant update (state, accepted_by, undone_by, version) on import_batch to waymark_app;
create policy decide on import_batch for update to waymark_app using (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
) with check (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
  and state in ('accepting', 'undoing', 'abandoned')
);
grant select, insert, update on import_batch to waymark_intake;
create policy intake on import_batch to waymark_intake using ($service(intake)) with check ($service(intake));
-- For import_pending(), which tells ids only.
grant select on import_batch to waymark_definer;
create policy definer on import_batch for select to waymark_definer using ((select viewer_known()));
-- Numbers of the batches that came in after a moment, and when: what of a person's records is new since somebody looked.
drop function if exists batches_since(timestamptz);
create or replace function batches_since(since timestamptz) returns table (id bigint, at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select b.id, b.accepted_at from import_batch b where b.state = 'accepted' and b.accepted_at > since;
end $$;
alter function batches_since(timestamptz) owner to waymark_definer;
revoke all on function batches_since(timestamptz) from public;
grant execute on function batches_since(timestamptz) to waymark_app;
-- How far each feed reaches is told beside every figure.
grant select (id, source_id, state, accepted_at) on import_batch to waymark_measurement;
create policy measurement on import_batch for select to waymark_measurement using ($service(measurement));
