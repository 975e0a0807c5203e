-- Who took which sheet of paper: their own, and all of them for whoever makes briefings. Each takes their own.
alter table briefing_copy enable row level security;
alter table briefing_copy force row level security;
grant select, insert on briefing_copy to waymark_app;
create policy see on briefing_copy for select to waymark_app using (
  ((select viewer_may('briefing:make')) or (select viewer_sees('briefing')))
  and exists (select 1 from briefing b where b.id = briefing_copy.briefing_id)
);
create policy add on briefing_copy for insert to waymark_app with check (
  staff_id = (select viewer_staff())
  and ((select viewer_may('briefing:make')) or (select viewer_sees('briefing')))
  and exists (select 1 from briefing b where b.id = briefing_copy.briefing_id and b.state = 'released')
);
