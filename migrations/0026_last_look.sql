-- When somebody last looked at a person is asked on every opening: one probe instead of their latest thousand entries.
create index audit_looked on audit_entry (person_id, staff_id, at desc) where kind = 'opened' and act in ('person:overview', 'person:timeline');
