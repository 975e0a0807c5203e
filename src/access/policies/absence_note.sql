-- For whoever is away, their deputy, and whoever allocates.
alter table absence_note enable row level security;
alter table absence_note force row level security;
grant select, insert, update, delete on absence_note to waymark_app;
create policy see on absence_note for select to waymark_app using (
  exists (select 1 from absence b where b.id = absence_note.absence_id
    and ((select viewer_staff()) in (b.staff_id, b.deputy_id) or (select viewer_may('case:allocate'))))
);
create policy write on absence_note for insert to waymark_app with check (
  exists (select 1 from absence b where b.id = absence_note.absence_id
    and (b.staff_id = (select viewer_staff()) or (select viewer_may('case:allocate'))))
);
create policy change on absence_note for update to waymark_app using (
  exists (select 1 from absence b where b.id = absence_note.absence_id
    and (b.staff_id = (select viewer_staff()) or (select viewer_may('case:allocate'))))
) with check (absence_id is not null and (select viewer_staff()) is not null);
create policy remove on absence_note for delete to waymark_app using (
  exists (select 1 from absence b where b.id = absence_note.absence_id
    and (b.staff_id = (select viewer_staff()) or (select viewer_may('case:allocate'))))
);
