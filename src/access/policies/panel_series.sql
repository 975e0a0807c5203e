-- When panels meet again says nothing of a person.
alter table panel_series enable row level security;
alter table panel_series force row level security;
grant select, insert on panel_series to waymark_app;
create policy see on panel_series for select to waymark_app using ((select viewer_sees('panel')) and scheme_id = (select viewer_scheme()));
create policy add on panel_series for insert to waymark_app with check (
  (select viewer_may('panel:prepare')) and scheme_id = (select viewer_scheme()) and made_by = (select viewer_staff())
);
