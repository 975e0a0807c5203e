grant select, insert, delete on contact_joint to waymark_app;
create policy see on contact_joint for select to waymark_app using (
  (select viewer_sees('contacts'))
  and $reason(contact_joint.person_id: team lead co-worker management embedded break-glass sample)
);
create policy add on contact_joint for insert to waymark_app with check ((select viewer_may('contact:record')));
create policy remove on contact_joint for delete to waymark_app using ((select viewer_may('contact:record')));
