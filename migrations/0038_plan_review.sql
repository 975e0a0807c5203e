-- What the person said at a review of their plan, and whether they were there to say it.
alter table plan_note
  add column person_present boolean,
  add column person_said text,
  add constraint plan_note_person check (kind = 'review' or (person_present is null and person_said is null)),
  add constraint plan_note_said check (person_said is null or length(person_said) between 1 and 5000);
