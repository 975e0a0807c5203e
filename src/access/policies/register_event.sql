alter table register_event enable row level security;
alter table register_event force row level security;
grant select, insert on register_event to waymark_app;
create policy see on register_event for select to waymark_app using ((select viewer_sees('governance')) and scheme_id = (select viewer_scheme()));
create policy add on register_event for insert to waymark_app with check (
  scheme_id = (select viewer_scheme()) and staff_id = (select viewer_staff()) and case register
    when 'recommendation' then (select viewer_may('action:manage')) or (select viewer_may('recommendation:assure'))
    when 'programme-item' then (select viewer_may('programme:manage'))
    else (select viewer_may('scheme-risk:manage')) or (select viewer_may('scheme-risk:accept')) end
);
