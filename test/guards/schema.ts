import { readdirSync, readFileSync } from 'node:fs';
import { serviceRoles } from '../../src/kernel/migrate.ts';

/** Reads the database's own catalogue; anybody may. */
export type Catalogue = <Row>(text: string) => Promise<Row[]>;

/** Tables without row-level security: what they hold is about nobody, and anybody signed in may read it. */
const openTables: Readonly<Record<string, string>> = {
  agency: 'names of agencies',
  base: 'names of bases',
  condition_library: 'conditions that a licence may have, in general words',
  condition_policy: 'versions of that library',
  link_run: 'totals of a run',
  outbox: 'ids and codes; written by all, read by the job queue alone',
  rate_count: 'hashed buckets; the sign-in service alone has it',
  role_right: 'which role has which right',
  rule_version: 'the scheme’s rules',
  scheme: 'names of schemes',
  selection_run: 'totals of a run',
  setup_step: 'which steps of the first start are done',
  team: 'names of teams',
};

/** Tables that the migrator keeps for itself; no working role has a grant there. */
const withoutPolicyFile: Readonly<Record<string, string>> = {
  schema_migration: 'bookkeeping of the migrator',
  schema_policy: 'bookkeeping of the migrator',
};

/** Rows of these are never removed and few, so nothing looks a foreign key up from their side. */
const small = ['agency', 'scheme', 'base', 'team', 'staff', 'rule_version', 'import_source', 'link_run'];

/** Other foreign keys without an index, with the reason. */
const unindexed: Readonly<Record<string, string>> = {
  'licence_condition.added_by': 'conditions are read by licence; a variation is never removed',
  'licence_condition.ended_by': 'conditions are read by licence; a variation is never removed',
  'licence_condition.replaces': 'conditions are read by licence; none is removed',
  'licence_condition.policy': 'a policy of the library is never removed',
  'licence_condition.code': 'an entry of the library is never removed',
  'candidate.run_id': 'a run’s candidates are read by scheme; runs are never removed',
  'membership.adopted_by_item': 'provenance only; a decided item is never removed',
  'panel_item.candidate_id': 'an agenda is read by meeting; a candidate is never removed',
  'person.gone_to': 'read from the retired number only; nobody is removed while a number leads to them',
  'link_decision.left_record': 'decisions are read by person; a decided record stays',
  'link_decision.right_record': 'decisions are read by person; a decided record stays',
  'link_decision.separated': 'decisions are read by person; a decided record stays',
};

/**
 * Functions that look past the caller's policies, each with what it gives and why that is no more than the caller
 * may know. A new one is refused until somebody has written that down here and tested it in test/access.
 */
const pastPolicies: Readonly<Record<string, string>> = {
  access_close: 'closes reasons by their source; asks for access:open; gives a count',
  access_close_kinds: 'closes what allocations opened; asks for access:open; gives a count',
  access_limit:
    'puts staff on a person’s list; asks for access:restrict and a reason of one’s own; gives a count',
  access_open: 'opens a reason; asks for access:open and a reason of one’s own; gives its id',
  access_restrict: 'writes a limited-access list or a declared interest; gives nothing',
  access_unrestrict:
    'ends entries of a person’s lists; asks for access:restrict and a reason of one’s own; gives a count',
  agreement_correct:
    'puts an agreement right that nobody has signed, which shares nothing; asks for agreement:manage; gives a word',
  agreement_decide:
    'a second person’s yes or no to a signature or an end; asks for agreement:confirm, and whoever asked has none; gives a word',
  agreement_open:
    'opens cover for what signed parties may have; called by the one above alone; gives nothing',
  agreement_suspend:
    'closes what an agreement shares, for a second person to end; asks for agreement:manage; gives a count',
  agreement_vary:
    'puts a variation in effect that all have signed; called by the two beside it alone; yes or no',
  agreement_vary_unsigned:
    'the same for an agreement that nobody has signed; asks for agreement:manage; yes or no',
  audit_person: 'a person’s number by an identifier in hand; asks for see:audit',
  audit_records: 'numbers of a person’s source records; asks for see:audit',
  audit_refusal: 'notes a refusal and whether the thing exists; gives nothing',
  audit_reports: 'notes reading of reports and whom they are about; gives nothing',
  batches_since: 'numbers of batches that came in since a moment',
  calendar_feed_events:
    'times of one’s own appointments behind a secret address, for the calendar service alone; no name',
  calendar_feed_of: 'whose a secret address is and what they chose to show, for the calendar service alone',
  delius_numbers_used:
    'which of given numbers of Delius are noted already by the viewer’s agency; asks for contact:exchange; numbers only',
  cost_formula_enact:
    'puts an approved formula of cost shares in force; asks for cost:approve; gives its number as a rule',
  cost_formula_revoke:
    'takes the last formula in force back, unless an approved budget is split by it; asks for cost:approve; yes or no',
  cover_close: 'ends what one’s own absence gave; or asks for case:allocate',
  cover_follows: 'trigger: who is given to somebody away is given to their deputy',
  cover_one: 'one person of an absence to its deputy; called by the two beside it alone',
  cover_open: 'gives one’s own people to a deputy of the same work and team; or asks for case:allocate',
  event_find:
    'records of people by a whole number, or a family name with the day of birth; asks for see:review-queue and link:decide, each as identity_reviewable',
  event_not_them:
    'sends an event to review that the viewer was told of, and keeps who said so; the act asks under its policies whether they see it; gives a word',
  event_review_senders:
    'whose events wait for review, and how many; asks for see:review-queue and link:decide',
  handover_contact:
    'the worker of a planned contact, within its agency; asks for case:allocate and a reason; gives a version',
  handover_referral:
    'who made a referral, within their agency; asks for case:allocate and a reason; gives a version',
  handover_step: 'the worker of an open step; asks for case:allocate and a reason; gives a version',
  last_looked: 'when the viewer themselves last opened a person',
  leaver_work:
    'numbers and moments of what a leaver leaves, of people whom the viewer reaches; asks for case:allocate',
  panel_meeting_counts:
    'how many are on a meeting’s agenda, and in how many the viewer has an interest; asks for panel:prepare or panel:decide',
  visit_follows: 'trigger: a visit is handled as its contact',
  visit_found: 'ends a colleague’s visit; asks what visits_out asks',
  visits_out: 'which colleagues are out and when they are expected; no place and nobody visited',
  visits_overdue: 'marks who has not come back, for the check-in service alone',
  withheld_bookings:
    'that one’s own appointment falls on another of the same person, and whose agency to ask',
  booked:
    'how many appointments fall into given times, of a person whom the viewer reaches and a worker of their agency: counts only',
  contacts_follow: 'trigger: contacts, and what a separation gave, go where a retired number leads',
  contact_parts_follow: 'trigger: moves and drug tests are handled as their contact',
  referral_move:
    'gives an open referral of one’s own agency to another service; asks for referral:make; gives a version',
  staff_holds:
    'yes or no: whether a member of staff’s training holds on a day; asks for panel:decide, action:manage or post:manage',
  succession_agency: 'enters a successor of an agency’s own kind; asks for agency:succeed; gives its number',
  succession_begin: 'freezes what a succession moves; asks for agency:succeed; gives a count',
  succession_confirm:
    'a second person’s yes to a plan; asks for agreement:manage, and who planned it has none',
  succession_lines:
    'numbers of rows that would move, of the whole agency; asks for agency:succeed or agreement:manage',
  succession_step: 'moves the next frozen lines; asks for agency:succeed; gives a count',
  transfer_accept:
    'takes over a person who was offered to one’s own team or scheme; asks for membership:transfer; gives a number',
  transfer_facts: 'codes and age of somebody who is offered, to the two sides; no name',
  viewer_agreements: 'numbers of agreements that one’s own agency is a party to; asks for agreement:confirm',
  viewer_predecessors: 'numbers of agencies that one’s own succeeded',
  briefing_open:
    'opens those in a briefing that one has just released to its team until it expires; asks for briefing:release and a lasting reason of one’s own; gives a count',
  briefing_close: 'ends what a withdrawn briefing opened; asks for briefing:release; gives a count',
  briefing_reaches: 'whether the viewer sees everybody in a briefing, yes or no; asks for briefing:make',
  briefing_reopen:
    'opens again somebody who was put back into a briefing that is out; asks for briefing:release and a lasting reason of one’s own',
  briefing_size: 'how many people one’s own briefing tells of',
  briefings_gone:
    'where and why of withdrawn briefings that the viewer read or holds on paper themselves, and nobody’s name',
  report_held_back: 'whether the viewer’s own copies of a report are unacknowledged or recalled, yes or no',
  still_briefed: 'whether somebody is on the scheme and no list limits who may see them, yes or no',
  data_lab_is_whole: 'whether whoever prepares a list for the Data Lab sees everybody in its days, yes or no',
  photo_stands: 'whether a photo is still one of this person and not taken away, yes or no',
  photos_follow:
    'trigger: a photo goes with its record, and is shown to nobody until somebody has said whom it shows',
  report_stands: 'whether a report is accepted, about one person and without conditions, yes or no',
  zone_chance: 'what chance decides of a boundary round a place; asks for licence:edit; gives no secret back',
  sighting_tell: 'tells leads, co-workers and deputies of one’s own sighting by its number; gives a count',
  tasking_reaches:
    'whether a team or agency can see somebody until a time, yes or no; asks for tasking:ask and a reason of one’s own',
  number_copy: 'trigger: the next number of a report’s copies',
  report_barred:
    'which of given staff a restriction keeps from whom a report is about; asks for intelligence:disseminate; numbers of staff only',
  report_readers: 'who was shown a report’s text; asks for intelligence:review; numbers of staff only',
  report_told:
    'whom a report is about, as an open and acknowledged copy of the viewer’s tells it; asks for intelligence:receive; names only where the sender ticked it',
  safeguarding_people:
    'through whom a concern came up; asks for safeguarding:send, the sender’s agency and a reason of one’s own; numbers only',
  viewer_closed_reports: 'reports of one’s own copies that a restriction closes; numbers only',
  viewer_in_group: 'yes or no: the viewer holds one of given roles or is of a team; used inside policies',
  sending_join:
    'one’s own copies of sendings to a role or shift that one has come into; asks for intelligence:receive, agreement, handling and no restriction; gives a count',
  viewer_copies: 'reports of which one’s own copy is open; numbers only',
  break_glass: 'opens one person by an identifier in hand; asks for break-glass:take; audited',
  event_review:
    'who is meant by events whose person is not certain, and nothing of what happened; asks for see:review-queue and link:decide',
  event_settle: 'whom such an event is about; asks for the same; gives a word',
  end_referrals: 'trigger: ends referrals, sessions ahead and unmet needs when a member leaves',
  end_allocations: 'trigger: ends allocations and what was planned when a member leaves',
  identity_current: 'the number that a retired one leads to',
  identity_decide: 'a decision on a pair; asks for link:decide',
  homes_follow: 'trigger: whose a record was that may come back, when the number leads to somebody else',
  contacts_own_gone: 'when, of what kind and with what outcome one’s own contacts were that one gave away',
  identity_decided: 'what was decided about a pair that the viewer may review',
  identity_decisions: 'one’s own decisions of the queue; asks for see:review-queue',
  identity_opened: 'what of the queue was opened lately; asks for link:decide',
  identity_queue: 'the fields needed to decide a pair; asks for link:decide',
  identity_rejoin: 'undoes a separation; asks for link:decide',
  identity_search_records: 'ids and likeness of records; the outer query asks the policies',
  identity_separate: 'takes a record out of a person; asks for link:decide',
  identity_take_back: 'puts back one’s own decision; asks for link:decide and the queue',
  identity_check_settle: 'what became of an asking; asks for link:decide and the queue; gives a word',
  identity_checks:
    'what somebody typed and the records that may be meant, as far as the reviewer may see them; asks for see:review-queue',
  identity_checks_settled: 'one’s own settled askings; asks for see:review-queue; no names',
  identity_cluster:
    'the fields needed to decide, of the records around a pair that the reviewer may see; asks for see:review-queue',
  separation_move:
    'gives something that one’s own agency wrote to the person whom it was about; asks for contact:record, the right to see its kind and a reason; gives a word',
  identity_ask_back:
    'proposes that a decision which a second person made of one’s own proposal is taken back; asks for link:decide and the queue; gives a number',
  identity_propose_return:
    'proposes that a record which two people separated comes back; asks for link:decide, and a reason for the person or the decision of one’s own; gives a number',
  identity_propose_separation:
    'proposes that a record leaves somebody the viewer has a reason for; asks for link:decide; gives a number',
  identity_proposals:
    'decisions that wait for a second person, and one’s own; asks for link:decide, and see:review-queue for those of others',
  identity_propose:
    'proposes a decision that takes two; asks for link:decide and the queue; gives its number',
  identity_second: 'a second person’s yes or no, never the proposer’s; asks for link:decide and the queue',
  identity_two: 'who proposed a decision and who agreed, with their reasons, for whoever is shown it',
  identity_record_names:
    'the agency and its reference of records that a decision names, for whoever may see them',
  identity_separation_needs: 'why a separation takes two; asks for link:decide and a reason; codes only',
  identity_proposal_moved: 'how many rows went by a proposal, to the two who made it so: counts only',
  identity_separations_waiting:
    'of whom a separation waits, to those who work with them: no record and no words',
  identity_checks_not_needed: 'askings that are no longer needed; asks for see:review-queue',
  identity_asking_holder: 'which agency holds a record that somebody asked about; asks for see:review-queue',
  separation_askings: 'trigger: what was asked about a separation ends and begins with it',
  identity_told: 'who was told again of a separation; asks for link:decide and a reason; names of staff only',
  identity_values_set: 'which value is shown, as a rule; asks for values:set; gives its version',
  identity_withdraw: 'takes one’s own proposal back; asks for link:decide',
  identity_open_between: 'the other pairs of two people that wait, as far as the viewer may review them',
  identity_own_at_once: 'one’s own decisions of one moment, to take them back; asks for the queue',
  identity_waiting: 'how many records wait for a reviewer, of people whom the viewer reaches: a count only',
  import_pending: 'numbers of batches on their way',
  matrix_enact:
    'puts an approved matrix in force; asks for matrix:approve, and the table for two people and an assessment; gives the rule’s id',
  names_somebody:
    'yes or no: a note names somebody whom the manager’s own staff saw; asks for see:returns; each asking is audited',
  service_load: 'counts of referrals by service, without whose; asks for see:directory or see:referrals',
  in_trials:
    'that somebody takes part in a trial and what panels are told of it, for whoever reaches and identifies them; no arm',
  trial_enrols: 'yes or no: a trial still takes people on',
  viewer_enrolled: 'yes or no: the viewer has looked at somebody for a trial; used inside policies',
  viewer_treated: 'yes or no: the viewer works on a contract of a trial; used inside policies',
  trial_stop: 'ends the contract of who withdraws; asks for trial:enrol and a reason; gives nothing',
  worker_activity:
    'counts and minutes of the manager’s own staff by kind (asks for see:returns), or of one’s own work',
  viewer_refers: 'yes or no: whether a referral or an unmet need is open or ended, of one’s own agency',
  is_on_scheme: 'yes or no, of a person whom the viewer reaches',
  message_follows:
    'trigger: a changed appointment drops its waiting reminder; what was sent is handled as it is',
  keep_history: 'trigger: earlier wordings, in the name of whoever acts',
  keep_report_people: 'trigger: whom a report is about, kept beside it',
  no_contact:
    'a condition’s wording or that one is in force, for whoever sees the licence; nothing of the victim',
  places_ruled_out:
    'hours and places without names, of a person whom the viewer reaches; pages say only that one applies',
  session_alive: 'raises when a session has ended; gives nothing',
  victim_add_crime: 'another crime of a victim held; asks for victim:work; gives a count',
  victim_end:
    'moves the day on which a victim’s officer sees them no longer; for who holds them; gives nothing',
  victim_enter: 'a victim under a crime number; asks for victim:work; gives their number',
  victim_hand_over: 'gives a victim held to a colleague; gives yes or no',
  victim_known: 'crimes of members with a victim nobody holds, without names; asks for victim:work',
  victim_member_state: 'the member’s custody and release date, for who holds the victim',
  victim_take_on: 'a victim of whom an extract tells; asks for victim:work; gives their number',
  victim_take_over: 'a victim without a contact; asks for victim:work; gives yes or no',
  victim_unheld: 'numbers of victims without a contact; asks for victim:work',
  viewer_barred: 'numbers of people kept from the viewer; used inside policies',
  viewer_plans: 'yes or no, for one’s own people',
  plan_signed: 'trigger: whoever wrote any of a plan does not counter-sign it; a signature begins anew',
  plan_written: 'trigger: who set a goal or a step since the last counter-signature',
  provider_add: 'a provider’s name for the directory; asks for directory:manage; gives its number',
  viewer_identifies: 'yes or no: the viewer has a reason other than a referral',
  viewer_keeps: 'yes or no: the viewer has a reason of their own that is not for a time alone',
  viewer_reaches: 'yes or no: the viewer has a reason of their own',
  who_may_see: 'who has reasons for a person, for whoever reaches them',
  who_opened: 'who opened a person, for whoever reaches them',
};

const working = ['waymark_app', 'waymark_definer', ...serviceRoles];
const roleList = [...working, 'waymark_login'].map((role) => `'${role}'`).join(', ');

/** Every way in which the schema breaks its own rules, in words. */
export async function schemaFaults(read: Catalogue): Promise<string[]> {
  const checks = [
    rowSecurity,
    policyFiles,
    constantPolicies,
    roleAttributes,
    ownership,
    privileges,
    auditGrants,
    loginInheritsNothing,
    definerFunctions,
    publicFunctions,
    widelyGranted,
    foreignKeys,
  ];
  const faults: string[] = [];
  for (const check of checks) faults.push(...(await check(read)));
  return faults;
}

interface TableRow {
  name: string;
  secured: boolean;
  forced: boolean;
  about: boolean;
}

const tables = (read: Catalogue): Promise<TableRow[]> =>
  read<TableRow>(`
    select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
      c.relname = 'person' or exists (select 1 from pg_attribute a where a.attrelid = c.oid
        and a.attname in ('person_id', 'person_ids') and not a.attisdropped) as about
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);

async function rowSecurity(read: Catalogue): Promise<string[]> {
  return (await tables(read))
    .filter(({ secured, forced }) => !secured || !forced)
    .flatMap(({ name, about }) => {
      if (about) return [`table ${name} is about people and has no enabled and forced row-level security`];
      return name in openTables || name in withoutPolicyFile
        ? []
        : [`table ${name} has no forced row-level security and no reason for it in test/guards/schema.ts`];
    });
}

async function policyFiles(read: Catalogue): Promise<string[]> {
  const files = new Set(readdirSync(new URL('../../src/access/policies/', import.meta.url)));
  return (await tables(read))
    .filter(({ name }) => !files.has(`${name}.sql`) && !(name in withoutPolicyFile))
    .map(({ name }) => `table ${name} has no file in src/access/policies`);
}

interface PolicyRow {
  tablename: string;
  policyname: string;
  cmd: string;
  qual: string | null;
  with_check: string | null;
  permissive: string;
}

async function constantPolicies(read: Catalogue): Promise<string[]> {
  const policies = await read<PolicyRow>(`select tablename, policyname, cmd, qual, with_check, permissive
    from pg_policies where schemaname = 'public' order by 1, 2`);
  return policies.flatMap(({ tablename, policyname, cmd, qual, with_check: check }) => {
    const where = `policy ${policyname} on ${tablename} (${cmd})`;
    const needed = cmd === 'INSERT' ? { 'with check': check } : { using: qual };
    return Object.entries({ ...needed, ...(check === null ? {} : { 'with check': check }) }).flatMap(
      ([part, text]) => {
        if (text === null) return [`${where} has no ${part}`];
        if (/^\(*true\)*$/.test(text.trim())) return [`${where} is always true (${part})`];
        // A change is first found by "using", so its "with check" may speak of the row alone. A part of something
        // may ask whether the whole is seen: EXISTS reads the whole under its own policies.
        return part === 'with check' && cmd === 'UPDATE'
          ? []
          : /\bviewer_\w+\(|\bEXISTS \( SELECT/.test(text)
            ? []
            : [`${where} asks nothing about the viewer (${part})`];
      },
    );
  });
}

const roleAttributes = async (read: Catalogue): Promise<string[]> =>
  (
    await read<{ name: string; what: string }>(`
      select rolname as name, concat_ws(', ', case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypassrls' end,
        case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end, case when rolreplication then 'replication' end) as what
      from pg_roles where rolname in (${roleList}) order by 1`)
  )
    .filter(({ what }) => what !== '')
    .map(({ name, what }) => `role ${name} has ${what}`);

/** The definer owns functions; the job queue owns its own schema. Nobody else who works owns anything. */
const ownership = async (read: Catalogue): Promise<string[]> =>
  (
    await read<{ name: string; owner: string }>(`
      select c.oid::regclass::text as name, pg_get_userbyid(c.relowner) as owner from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where pg_get_userbyid(c.relowner) in (${roleList}) and not (pg_get_userbyid(c.relowner) = 'waymark_jobs' and n.nspname = 'pgboss')
        and n.nspname not like 'pg_toast%' and n.nspname <> 'pgboss'
      union all
      select p.oid::regprocedure::text, pg_get_userbyid(p.proowner) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where pg_get_userbyid(p.proowner) in (${roleList}) and pg_get_userbyid(p.proowner) <> 'waymark_definer' and n.nspname <> 'pgboss'
      order by 1`)
  ).map(({ name, owner }) => `${name} is owned by ${owner}, which works for the application`);

const privileges = async (read: Catalogue): Promise<string[]> =>
  (
    await read<{ text: string }>(`
      select format('role %s may create in schema public', r.rolname) as text from pg_roles r
        where r.rolname in (${roleList}) and has_schema_privilege(r.oid, 'public', 'create')
      union all
      select format('role %s may create schemas', r.rolname) from pg_roles r
        where r.rolname in (${roleList}) and r.rolname <> 'waymark_jobs' and has_database_privilege(r.oid, current_database(), 'create')
      union all
      select format('role %s may %s %s', r.rolname, lower(p.what), c.relname) from pg_roles r, pg_class c,
        (values ('TRUNCATE'), ('TRIGGER'), ('REFERENCES')) as p (what)
        where r.rolname in (${roleList}) and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
          and has_table_privilege(r.oid, c.oid, p.what)
      union all
      select format('everybody may %s %s', lower(a.privilege_type), c.relname) from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and a.grantee = 0
          and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      order by 1`)
  ).map(({ text }) => text);

/** The audit is read whole, appended to column by column, and never changed. */
async function auditGrants(read: Catalogue): Promise<string[]> {
  const columns =
    'act,agency_id,detail,ids,kind,people,person_id,request_id,role,service,session_id,staff_id,subject,subject_id';
  const allowed: Record<string, string> = {
    audit_entry: `SELECT; INSERT(${columns})`,
    audit_seal: 'SELECT',
  };
  const found = await read<{ name: string; granted: string | null }>(`
    select c.relname as name, concat_ws('; ',
      (select string_agg(a.privilege_type, ',' order by a.privilege_type) from aclexplode(c.relacl) a where a.grantee = 'waymark_app'::regrole),
      (select string_agg(format('%s(%s)', k.privilege_type, k.names), '; ' order by k.privilege_type) from (
        select x.privilege_type, string_agg(t.attname::text, ',' order by t.attname) as names
        from pg_attribute t, aclexplode(t.attacl) x where t.attrelid = c.oid and x.grantee = 'waymark_app'::regrole group by 1) k)) as granted
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relname in ('audit_entry', 'audit_seal') order by 1`);
  return found
    .filter(({ name, granted }) => granted !== allowed[name])
    .map(({ name, granted }) => `waymark_app has ${granted ?? 'nothing'} on ${name}, not ${allowed[name]}`);
}

/** Since PostgreSQL 16 each membership says for itself whether it is inherited. */
const loginInheritsNothing = async (read: Catalogue): Promise<string[]> =>
  (
    await read<{ text: string }>(`
      select 'role waymark_login inherits' as text from pg_roles where rolname = 'waymark_login' and rolinherit
      union all
      select format('waymark_login inherits from %s', m.roleid::regrole) from pg_auth_members m
        where m.member = 'waymark_login'::regrole and coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, false)
      union all
      select format('waymark_login may act as %s', m.roleid::regrole) from pg_auth_members m
        where m.member = 'waymark_login'::regrole and m.roleid::regrole::text in ('waymark_owner', 'waymark_definer')
      union all
      select format('waymark_login has a grant of its own on %s', c.relname) from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and a.grantee = 'waymark_login'::regrole
      order by 1`)
  ).map(({ text }) => text);

const definerFunctions = async (read: Catalogue): Promise<string[]> =>
  (
    await read<{ name: string; bare: string; owner: string; fixed: boolean }>(`
      select p.oid::regprocedure::text as name, p.proname as bare, pg_get_userbyid(p.proowner) as owner,
        coalesce(exists (select 1 from unnest(p.proconfig) c where c like 'search_path=pg_catalog,%, pg_temp'), false) as fixed
      from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1`)
  ).flatMap(({ name, bare, owner, fixed }) => [
    ...(bare in pastPolicies ? [] : [`function ${name} looks past policies without a reason in the guard`]),
    ...(owner === 'waymark_definer'
      ? []
      : [`function ${name} is a definer’s and belongs to ${owner}, not waymark_definer`]),
    ...(fixed ? [] : [`function ${name} is a definer’s and has no fixed search_path with pg_temp last`]),
  ]);

const publicFunctions = async (read: Catalogue): Promise<string[]> =>
  (
    await read<{ name: string }>(`
      select p.oid::regprocedure::text as name from pg_proc p
      where p.pronamespace = 'public'::regnamespace and has_function_privilege('waymark_login', p.oid, 'execute')
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`)
  ).map(({ name }) => `function ${name} may be called by everybody`);

/** What every service may call stands in `_functions.sql`, or says so in its own file; the rest each names whom it serves. */
async function widelyGranted(read: Catalogue): Promise<string[]> {
  const folder = new URL('../../src/access/policies/', import.meta.url);
  const common = readFileSync(new URL('_functions.sql', folder), 'utf8');
  const texts = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const saysSo = (bare: string) =>
    texts.some((text) =>
      new RegExp(`grant execute on function ${bare}\\([^)]*\\) to [$]everyone`).test(text),
    );
  const wide = await read<{ name: string; bare: string }>(`
    select p.oid::regprocedure::text as name, p.proname as bare from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      and not exists (select 1 from unnest('{${serviceRoles.join(',')}}'::text[]) r where not has_function_privilege(r, p.oid, 'execute'))
    order by 1`);
  return wide
    .filter(({ bare }) => !common.includes(`create or replace function ${bare}(`) && !saysSo(bare))
    .map(
      ({ name }) =>
        `function ${name} may be called by every service, and is not among those of _functions.sql`,
    );
}

async function foreignKeys(read: Catalogue): Promise<string[]> {
  const bare = await read<{ key: string; target: string }>(`
    select c.conrelid::regclass::text || '.' || (select string_agg(a.attname, ',' order by k.n) from unnest(c.conkey) with ordinality k (num, n)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num) as key, c.confrelid::regclass::text as target
    from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace
      and not exists (select 1 from pg_index i where i.indrelid = c.conrelid
        and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey)
    order by 1`);
  return bare
    .filter(({ key, target }) => !small.includes(target) && !(key in unindexed))
    .map(
      ({ key, target }) =>
        `foreign key ${key} to ${target} has no index and no reason in test/guards/schema.ts`,
    );
}
