-- Who has seen which conditions: written by themselves, for a report that they see.
alter table intelligence_acknowledgement enable row level security;
alter table intelligence_acknowledgement force row level security;
grant select, insert on intelligence_acknowledgement to waymark_app;
create policy own on intelligence_acknowledgement for select to waymark_app using (staff_id = (select viewer_staff()));
create policy review on intelligence_acknowledgement for select to waymark_app using (
  (select viewer_may('intelligence:review'))
  and exists (select 1 from intelligence_report r where r.id = intelligence_acknowledgement.report_id)
);
create policy write on intelligence_acknowledgement for insert to waymark_app with check (
  staff_id = (select viewer_staff())
  and exists (select 1 from intelligence_report r where r.id = intelligence_acknowledgement.report_id
    and r.conditions_no = intelligence_acknowledgement.conditions_no)
);
