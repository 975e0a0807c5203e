-- The Ministry's Data Lab compares a scheme's people with a matched group; and whether scores come true.

-- A list of people asked of and sent to the Data Lab. Who was in it is in the audit alone.
create table data_lab_request (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  name text not null check (length(name) between 1 and 200),
  -- Everybody whose first joining lies in it, both days included.
  joined_from date not null,
  joined_to date not null,
  -- Null for every strand.
  strand text,
  state text not null default 'draft' check (state in ('draft', 'sent', 'withdrawn')),
  -- On what law it rests, and where that is written down: needed before it is sent.
  basis text check (basis in ('law-enforcement', 'public-task', 'consent', 'other')),
  basis_reference text check (length(basis_reference) between 1 and 300),
  -- Who receives the file, and how it is carried there.
  recipient text check (length(recipient) between 1 and 300),
  made_by bigint not null references staff,
  made_at timestamptz not null default now(),
  sent_by bigint references staff,
  sent_at timestamptz,
  -- Until when whoever sent it may fetch the file, and by when no copy may be left.
  link_until timestamptz,
  destroy_by date,
  -- Of the file as it was last fetched.
  people integer,
  sha256 text,
  downloads integer not null default 0,
  destroyed_at timestamptz,
  destroyed_how text check (length(destroyed_how) between 1 and 500),
  withdrawn_why text check (length(withdrawn_why) between 1 and 500),
  version integer not null default 1,
  check (joined_from <= joined_to),
  check ((state = 'sent') <= (sent_at is not null and basis is not null and basis_reference is not null and recipient is not null and destroy_by is not null)),
  check ((state = 'withdrawn') = (withdrawn_why is not null)),
  check ((destroyed_at is null) = (destroyed_how is null))
);
create index on data_lab_request (scheme_id, id desc);

-- What the Data Lab answered, in its own words. Published figures of a group; nobody is in it. What the report does not
-- say, or is not to hand, stays empty.
create table data_lab_answer (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  -- Null for a report of before this system.
  request_id bigint references data_lab_request,
  title text not null check (length(title) between 1 and 300),
  published_on date not null,
  -- Where it can be read by anybody.
  address text check (length(address) between 1 and 500),
  submitted integer check (submitted > 0),
  analysed integer not null check (analysed > 0),
  comparison_people integer check (comparison_people > 0),
  period text check (length(period) between 1 and 200),
  -- What it says of the one-year rate, of reoffences per person and of the days to the first, each in its own words.
  rate_result text check (rate_result in ('significant-decrease', 'significant-increase', 'no-significant-difference')),
  rate_treated numeric check (rate_treated between 0 and 100),
  rate_compared numeric check (rate_compared between 0 and 100),
  rate_low numeric,
  rate_high numeric,
  rate_words text check (length(rate_words) between 1 and 4000),
  frequency_result text check (frequency_result in ('significant-decrease', 'significant-increase', 'no-significant-difference')),
  frequency_treated numeric check (frequency_treated >= 0),
  frequency_compared numeric check (frequency_compared >= 0),
  frequency_low numeric,
  frequency_high numeric,
  frequency_words text check (length(frequency_words) between 1 and 4000),
  days_result text check (days_result in ('significant-decrease', 'significant-increase', 'no-significant-difference')),
  days_treated numeric check (days_treated >= 0),
  days_compared numeric check (days_compared >= 0),
  days_low numeric,
  days_high numeric,
  days_words text check (length(days_words) between 1 and 4000),
  entered_by bigint not null references staff,
  entered_at timestamptz not null default now(),
  -- Entered by mistake: kept, and shown no longer.
  removed_why text check (length(removed_why) between 1 and 500),
  version integer not null default 1,
  check (submitted is null or submitted >= analysed),
  check (num_nonnulls(rate_result, frequency_result, days_result) > 0),
  check ((rate_low is null) = (rate_high is null) and (rate_low is null or rate_low <= rate_high)),
  check ((frequency_low is null) = (frequency_high is null) and (frequency_low is null or frequency_low <= frequency_high)),
  check ((days_low is null) = (days_high is null) and (days_low is null or days_low <= days_high))
);
create index on data_lab_answer (scheme_id, published_on desc);
create index on data_lab_answer (request_id);

-- Do scores come true? Counts and intervals without small numbers; nobody is in it.
create table score_check (
  id bigint generated always as identity primary key,
  scheme_id bigint not null references scheme,
  at timestamptz not null,
  data_to date not null,
  -- The matrix whose points were checked, and the rule that sets the groups.
  matrix_id bigint not null references rule_version,
  rule_id bigint not null references rule_version,
  -- Of everything that went in.
  inputs_sha256 text not null,
  code_version text not null,
  figures jsonb,
  not_published_why text,
  check ((figures is null) = (not_published_why is not null))
);
create index on score_check (scheme_id, id desc);

insert into role_right (scheme_id, role, "right", from_date)
select s.id, r.role, 'data-lab:send', current_date from scheme s, (values ('scheme-manager'), ('analyst')) as r (role)
on conflict do nothing;
