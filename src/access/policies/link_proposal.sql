-- Decisions that take two people. Written by the functions of _linkage_life.sql and _review.sql, read by those and by _two_people.sql and _identity.sql, which look at who may see
-- both records.
alter table link_proposal enable row level security;
alter table link_proposal force row level security;
grant select, insert, update on link_proposal to waymark_definer;
create policy definer on link_proposal to waymark_definer using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
-- Who the two are of a decision that is shown, and that a separation waits (_two_people.sql).
create policy shown on link_proposal for select to waymark_definer using ((select viewer_known()));
