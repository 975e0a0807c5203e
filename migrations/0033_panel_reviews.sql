-- What the pack of a review says of how somebody is doing: their membership, sentence, plan and contacts.
alter table panel_pack
  drop constraint panel_pack_category_check,
  add constraint panel_pack_category_check check (category in
    ('score', 'offences', 'custody', 'records', 'membership', 'sentence', 'plan', 'contacts'));
