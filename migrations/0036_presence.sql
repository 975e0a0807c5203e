-- Whoever attended a panel says so by their own sign-in: what somebody else enters about them is not enough to sign.
alter table panel_attendance
  add column confirmed_at timestamptz,
  add check (confirmed_at is null or state = 'attended');
