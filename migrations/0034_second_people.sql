-- Acts of two different people: who enrols is not who treats; who wrote is not who approves; who planned is not who confirms.

-- By default nobody both enrols in a trial and sees arms of it.
update role_right set to_date = greatest(current_date, from_date)
where (role, "right") in (('police-offender-manager', 'trial:enrol'), ('senior-probation-officer', 'trial:treat'))
  and (to_date is null or to_date > current_date);
