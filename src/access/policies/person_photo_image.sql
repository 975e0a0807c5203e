-- The picture: of the photo that is shown, for whoever may see who the person is; of one whose person is in question, for
-- those who say whom it shows; and of one in a briefing, for whoever reads that item, as long as the photo stands. An earlier
-- one is seen by nobody.
alter table person_photo_image enable row level security;
alter table person_photo_image force row level security;
grant select, insert on person_photo_image to waymark_app;
create policy see on person_photo_image for select to waymark_app using (
  exists (select 1 from person_photo p where p.id = person_photo_image.photo_id
    and (p.state = 'shown' or (p.state = 'to-confirm' and (select viewer_may('photo:record')))))
);
create policy briefed on person_photo_image for select to waymark_app using (
  exists (select 1 from briefing_part b where b.kind = 'photo' and b.source_id = person_photo_image.photo_id)
);
create policy add on person_photo_image for insert to waymark_app with check (
  (select viewer_may('photo:record'))
  and exists (select 1 from person_photo p where p.id = person_photo_image.photo_id and p.staff_id = (select viewer_staff()) and p.state = 'shown')
);
grant select (photo_id), delete on person_photo_image to waymark_retention;
create policy retention on person_photo_image for select to waymark_retention using ($service(retention));
create policy erase on person_photo_image for delete to waymark_retention using ($service(retention));
