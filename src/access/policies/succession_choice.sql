grant select, insert, update, delete on succession_choice to waymark_app;
grant select on succession_choice to waymark_definer;
alter table succession_choice enable row level security;
alter table succession_choice force row level security;
create policy plan on succession_choice to waymark_app using (
  (select viewer_may('agency:succeed')) and exists (select 1 from agency_succession s where s.id = succession_choice.succession_id and s.state = 'draft')
) with check (
  (select viewer_may('agency:succeed')) and exists (select 1 from agency_succession s where s.id = succession_choice.succession_id and s.state = 'draft')
);
create policy definer on succession_choice for select to waymark_definer using ((select viewer_may('agency:succeed')) or (select viewer_may('agreement:manage')));
