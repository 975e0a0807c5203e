-- What a handover moved, so that it can be undone: for whoever allocates these people.
grant select, insert on handover_item to waymark_app;
create policy see on handover_item for select to waymark_app using (
  (select viewer_may('case:allocate'))
  and exists (select 1 from handover h where h.id = handover_item.handover_id)
  and (person_id is null or $reason(handover_item.person_id: team management))
);
create policy add on handover_item for insert to waymark_app with check (
  (select viewer_may('case:allocate'))
  and exists (select 1 from handover h where h.id = handover_item.handover_id and h.state = 'done')
  and (person_id is null or $reason(handover_item.person_id: team management))
);
