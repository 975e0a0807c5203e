-- Numbers of rows and no person: what moved, for whoever may plan it.
grant select on succession_item to waymark_app;
grant select, insert, update on succession_item to waymark_definer;
alter table succession_item enable row level security;
alter table succession_item force row level security;
create policy see on succession_item for select to waymark_app using (
  ((select viewer_may('agency:succeed')) or (select viewer_may('agreement:manage'))) and exists (select 1 from agency_succession s where s.id = succession_item.succession_id)
);
create policy definer on succession_item to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
