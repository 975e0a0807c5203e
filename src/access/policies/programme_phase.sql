alter table programme_phase enable row level security;
alter table programme_phase force row level security;
grant select, insert on programme_phase to waymark_app;
create policy see on programme_phase for select to waymark_app using (
  exists (select 1 from programme where programme.id = programme_phase.programme_id)
);
create policy add on programme_phase for insert to waymark_app with check (
  (select viewer_may('programme:manage')) and exists (select 1 from programme where programme.id = programme_phase.programme_id)
);
$history(programme_phase)
