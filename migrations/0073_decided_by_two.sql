-- Decisions of two people are told with both, and an asking of the office that is no longer needed stays.

-- A record that two people brought back: the decision that it is one person says whose proposal it was, as a separation does.
update link_decision d set proposal_id = p.id from link_proposal p
  where p.state = 'agreed' and p.rejoins is not null and d.verdict = 'same' and d.proposal_id is null and d.at = p.settled_at and d.staff_id = p.second_id;

-- What somebody asked about a separation is not needed any more once the record has come back: nobody answered it.
alter table identity_check drop constraint identity_check_outcome_check;
alter table identity_check add constraint identity_check_outcome_check check (outcome in ('is-them', 'is-not', 'cannot-tell', 'not-needed'));
alter table identity_check add constraint identity_check_not_needed check (outcome <> 'not-needed' or made = 'separation');
do $$ declare named text; begin
  select c.conname into named from pg_constraint c where c.conrelid = 'identity_check'::regclass and c.contype = 'c'
    and pg_get_constraintdef(c.oid) like '%settled_by IS NOT NULL%';
  execute format('alter table identity_check drop constraint %I', named);
end $$;
alter table identity_check add constraint identity_check_settled_by check ((state = 'settled' and outcome <> 'not-needed') = (settled_by is not null));
