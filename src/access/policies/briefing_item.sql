grant select, insert, update, delete on briefing_item to waymark_app;
create policy make on briefing_item for select to waymark_app using (
  (select viewer_may('briefing:make')) and (select viewer_shares('identity'))
  and $reason(briefing_item.person_id: team lead co-worker management)
  and exists (select 1 from briefing b where b.id = briefing_item.briefing_id)
);
-- The front line: of a briefing for their own team that is out and has not expired, and of it those who are still on the
-- scheme and whom no list limits.
create policy front_line on briefing_item for select to waymark_app using (
  (select viewer_sees('briefing')) and (select viewer_shares('identity')) and withdrawn_at is null
  and exists (select 1 from briefing b where b.id = briefing_item.briefing_id and b.state = 'released'
    and b.from_at <= now() and b.until_at > now() and 'team:' || b.team_id = any ((select viewer_holders())::text[]))
  and $reason(briefing_item.person_id: briefing)
  and still_briefed(person_id)
);
create policy add on briefing_item for insert to waymark_app with check (
  (select viewer_may('briefing:make'))
  and $reason(briefing_item.person_id: team lead co-worker management)
  and exists (select 1 from briefing b where b.id = briefing_item.briefing_id and b.state = 'draft')
);
create policy change on briefing_item for update to waymark_app using (
  (select viewer_may('briefing:make'))
  and $reason(briefing_item.person_id: team lead co-worker management)
  and exists (select 1 from briefing b where b.id = briefing_item.briefing_id and b.state in ('draft', 'released'))
) with check ((select viewer_may('briefing:make')));
create policy remove on briefing_item for delete to waymark_app using (
  (select viewer_may('briefing:make'))
  and $reason(briefing_item.person_id: team lead co-worker management)
  and exists (select 1 from briefing b where b.id = briefing_item.briefing_id and b.state = 'draft')
);
$stays(briefing_item)
grant select on briefing_item to waymark_definer;
create policy definer on briefing_item for select to waymark_definer using ((select viewer_known()));
