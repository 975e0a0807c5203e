-- Seen by whoever sees its item, where agreement and handling let their agency have what it was taken from. Nothing of a
-- protective zone is for an agency that is not statutory. Written once, at the release.
grant select, insert on briefing_part to waymark_app;
create policy see on briefing_part for select to waymark_app using (
  exists (select 1 from briefing_item i where i.id = briefing_part.item_id and i.person_id = briefing_part.person_id)
  and (
    kind = 'identity'
    or (kind = 'photo' and photo_stands(source_id, person_id))
    or (kind = 'address' and $shared(records))
    or (kind in ('condition', 'curfew', 'tag') and $shared(licence))
    or (kind = 'zone' and $shared(licence) and (not protective or (select viewer_statutory())))
    or (kind = 'warning' and $shared(risk))
    or (kind = 'report' and $shared(intelligence) and report_stands(source_id, person_id) and not report_held_back(source_id))
  )
);
create policy add on briefing_part for insert to waymark_app with check (
  (select viewer_may('briefing:release'))
  and $reason(briefing_part.person_id: team lead co-worker management)
  and exists (select 1 from briefing_item i join briefing b on b.id = i.briefing_id
    where i.id = briefing_part.item_id and i.person_id = briefing_part.person_id and b.state = 'draft')
);
