-- What a handover moves beside cases, appointments and steps: referrals that somebody made or took on, and the sessions
-- that they planned.
alter table handover_item drop constraint handover_item_what_check;
alter table handover_item add constraint handover_item_what_check
  check (what in ('ended', 'given', 'contact', 'step', 'referral', 'action'));
