-- Written by the triggers alone (keep_history), in the name of whoever acts; an import writes one line for its
-- batch, because what each of its rows was is kept in the tables of versions.
grant insert on row_history to waymark_definer;
create policy write_definer on row_history for insert to waymark_definer with check (staff_id is not distinct from (select viewer_staff()));
grant insert on row_history to waymark_intake;
create policy write_batch on row_history for insert to waymark_intake with check ($service(intake) and table_name = 'import_batch');
grant select on row_history to waymark_app;
-- Earlier wordings of an item: its author's agency, while it has a reason.
create policy see on row_history for select to waymark_app using (
  (select viewer_sees('history')) and agency_id = (select viewer_agency())
  and (table_name <> 'drug_test' or (select viewer_sees('health')))
  and $reason(row_history.person_id: team lead co-worker management embedded custody)
);
-- What a referral was before it went to another person, so that it comes back as that (referral_goes).
grant select (id, table_name, row_id, was) on row_history to waymark_definer;
create policy came_back on row_history for select to waymark_definer using ((select viewer_known()) and table_name = 'referral' and current_setting('waymark.reassigning', true) = 't');
-- What a cost line or a month's spending was before: nothing about a person, so whoever sees costs.
create policy see_costs on row_history for select to waymark_app using (
  table_name in ('cost_line', 'cost_actual') and (select viewer_sees('costs'))
  and case table_name when 'cost_line' then exists (select 1 from cost_line where cost_line.id = row_history.row_id)
    else exists (select 1 from cost_line where cost_line.id = (row_history.was->>'cost_line_id')::bigint) end
);
