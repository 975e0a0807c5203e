-- What was written while a record was part of somebody goes to the other person kind by kind; a decision that rested on it
-- is made again; and what two people separated, two bring back.

-- A thing is named by its kind and its number. What was said before of contacts is named so, too.
alter table separation_item no force row level security;
update separation_item set item = 'contact ' || substring(item from '/contacts/([0-9]+)$') where item ~ '^contact /people/[0-9]+/contacts/[0-9]+$';
alter table separation_item force row level security;

alter table separation_item drop constraint separation_item_verdict_check;
alter table separation_item add constraint separation_item_verdict_check check (verdict in ('stays', 'moved', 'anew', 'decided'));
-- Said of several at once: they are taken back together, too.
alter table separation_item add column said_with uuid;
create index on separation_item (said_with) where said_with is not null and superseded_at is null;

-- A separated record that would come back: the decision that separated it.
alter table link_proposal add column rejoins bigint references link_decision on delete cascade;
alter table link_proposal add constraint link_proposal_rejoins check (rejoins is null or (verdict = 'same' and separates is null));
create index on link_proposal (rejoins) where rejoins is not null;
