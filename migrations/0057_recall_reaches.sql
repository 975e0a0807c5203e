-- Recall reaches everybody who was shown a report, numbers tell nothing of other people's items, and a concern can be put right.

-- Taken back into review: from then on nobody but its author and the reviewers reads it, until it is accepted again.
alter table intelligence_report add column reopened_at timestamptz;
update intelligence_report r set reopened_at = (select max(v.at) from intelligence_review v where v.report_id = r.id and v.verdict = 'reopen')
  where r.state <> 'accepted';

-- Which lists a report stood in, asked when it is recalled.
create index audit_report_listed on audit_entry using gin (ids)
  where act in ('intelligence:read', 'intelligence:of-person', 'intelligence:review') and ids is not null;

-- A number in an address and on a page is not the next one: two of one's own would tell how many others there are between
-- them. Numbers given before stay, so that what leads to them still does.
alter table intelligence_report alter column id drop identity;
alter table intelligence_report alter column id set default 100000000 + ('x' || left(md5(gen_random_uuid()::text), 7))::bit(28)::integer;
alter table report_thing alter column id drop identity;
alter table report_thing alter column id set default 100000000 + ('x' || left(md5(gen_random_uuid()::text), 7))::bit(28)::integer;
alter table sighting alter column id drop identity;
alter table sighting alter column id set default 100000000 + ('x' || left(md5(gen_random_uuid()::text), 7))::bit(28)::integer;
alter table tasking alter column id drop identity;
alter table tasking alter column id set default 100000000 + ('x' || left(md5(gen_random_uuid()::text), 7))::bit(28)::integer;
alter table safeguarding_concern alter column id drop identity;
alter table safeguarding_concern alter column id set default 100000000 + ('x' || left(md5(gen_random_uuid()::text), 7))::bit(28)::integer;

-- A concern as a file is not sent before its sender says when and to whom; a finished one is reopened, and to any of them
-- is added what was learned since.
alter table safeguarding_step drop constraint safeguarding_step_state_check;
alter table safeguarding_step add constraint safeguarding_step_state_check check (state in
  ('to-send', 'sent', 'received', 'more-needed', 'answered', 'taken-on', 'signposted', 'no-action', 'closed', 'reopened', 'added'));
