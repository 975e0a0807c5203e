-- What a signed agreement says is changed by two people, old and new words side by side.
alter table agreement_request
  -- By field: {"title": {"was": "…", "becomes": "…"}}; a party's name is `party-` and its number, its force `force-`.
  add column changes jsonb,
  drop constraint agreement_request_kind_check,
  add constraint agreement_request_kind_check check (kind in ('sign', 'unsign', 'sign-variation', 'end', 'describe')),
  drop constraint agreement_request_check,
  add constraint agreement_request_of_party check ((kind in ('end', 'describe')) = (party_id is null)),
  add constraint agreement_request_changes check ((kind = 'describe') = (changes is not null and jsonb_typeof(changes) = 'object' and changes <> '{}'::jsonb)),
  add constraint agreement_request_change_why check (kind <> 'describe' or why is not null);
