import type { TestHouse } from '../support/house.ts';
import { addEvents, addPhotos } from './arrange-events.ts';
import type { OracleItem, OracleReason } from './oracle.ts';
import type { RandomWorld } from './worlds.ts';

/** Writes a random world into the database, past every policy. Reasons and lists go through the functions that keep them. */
export async function arrange(house: TestHouse, world: RandomWorld): Promise<void> {
  await house.ownerQuery(cleared);
  await house.ownerQuery(`select set_config('waymark.service', 'selection', false), set_config('waymark.rights', ',access:restrict,', false),
    set_config('waymark.scheme', '${house.schemeId}', false)`);
  await house.ownerQuery(
    `insert into sharing_cover (scheme_id, agency_id, category, from_date, to_date, agreement_id)
     select $1, c.agency, c.category, current_date - 100, case when c."inForce" then null else current_date - 10 end, 1
     from jsonb_to_recordset($2::jsonb) as c (agency bigint, category text, "inForce" boolean)`,
    [house.schemeId, JSON.stringify(world.cover)],
  );
  await house.ownerQuery(
    `insert into person (id, family_name, given_names, search_names) overriding system value
     select p::bigint, 'Example', 'Person ' || p, 'person example' from jsonb_array_elements_text($1::jsonb) as p`,
    [JSON.stringify(world.people)],
  );
  await restrict(
    house,
    world.restrictions.filter((each) => each.early),
  );
  await openReasons(house, world.reasons);
  await restrict(
    house,
    world.restrictions.filter((each) => !each.early),
  );
  await addUnowned(house);
  await addWholes(house);
  for (const [table, columns] of Object.entries(handledTables))
    await addHandled(
      house,
      table,
      columns,
      world.items.filter((item) => item.table === table),
    );
  await addPhotos(house);
  await addEvents(house, world.items);
  await addReports(
    house,
    world.items.filter((item) => item.table === 'intelligence_report'),
  );
}

const cleared = `truncate person, trial, source_record, offence, custody_spell, supervision, selection_run, candidate, panel_meeting, panel_item,
  membership, membership_change, allocation, contact, delius_batch, visit, plan, plan_goal, plan_step, plan_note, plan_signature, licence, curfew, exclusion_zone, compliance_item,
  enforcement_case, warrant, service, referral, unmet_need, questionnaire_answer, access_reason, access_restriction, sharing_cover,
  import_batch, event_sender, intelligence_report, report_person, audit_entry, row_history, act_key restart identity cascade`;

async function restrict(house: TestHouse, restrictions: RandomWorld['restrictions']): Promise<void> {
  for (const { person, kind, staff, inForce } of restrictions) {
    if (inForce)
      await house.ownerQuery('select access_restrict($1, $2, $3, $4)', [
        person,
        kind,
        staff,
        'limited-access',
      ]);
    else
      await house.ownerQuery(
        `insert into access_restriction (person_id, kind, staff_id, why, from_at, to_at)
         values ($1, $2, $3, 'limited-access', now() - interval '9 days', now() - interval '1 day')`,
        [person, kind, staff],
      );
  }
}

async function openReasons(house: TestHouse, reasons: readonly OracleReason[]): Promise<void> {
  const rows = reasons.map(({ person, kind, holder, when }, index) => ({
    person,
    kind,
    staff: 'staff' in holder ? holder.staff : null,
    team: 'team' in holder ? holder.team : null,
    agency: 'agency' in holder ? holder.agency : null,
    post:
      'post' in holder
        ? `management:${holder.post === 'management' ? house.schemeId : house.schemeId + 1}`
        : null,
    source: `test:${when}:${index}`,
  }));
  await house.ownerQuery(
    `select access_open(r.person, r.kind, r.staff, r.team, r.agency, r.post, r.source, null, null)
     from jsonb_to_recordset($1::jsonb) as r (person bigint, kind text, staff bigint, team bigint, agency bigint, post text, source text)`,
    [JSON.stringify(rows)],
  );
  await house.ownerQuery(`update access_reason set
    opens_at = case when source like 'test:future:%' then now() + interval '1 hour' else now() - interval '9 days' end,
    closes_at = case when source like 'test:closed:%' then now() - interval '1 minute' when id % 2 = 0 then now() + interval '9 days' end`);
}

/** One of each of what no one agency made, its id the person's. The plan's agency comes with the items. */
async function addUnowned(house: TestHouse): Promise<void> {
  const scheme = house.schemeId;
  await house.ownerQuery(`
    insert into selection_run (id, scheme_id, matrix_id, on_day, state) overriding system value
      select 1, ${scheme}, min(id), current_date, 'finished' from rule_version where kind = 'matrix';
    insert into candidate (id, scheme_id, person_id, run_id, total, rank, factors, state, expires_on) overriding system value
      select id, ${scheme}, id, 1, 10, 1, '[]', 'listed', current_date + 30 from person;
    insert into candidate_event (id, candidate_id, person_id, what, reason, total) overriding system value
      select id, id, id, 'entered', 'rule', 10 from person;
    insert into official_score (id, person_id, agency_id, instrument, percent, scored_on, tool_version) overriding system value
      select id, id, (select min(id) from agency), 'Example', 50, current_date, '1' from person;
    insert into nomination (id, scheme_id, person_id, agency_id, staff_id, kind, given_name, family_name, born, why, evidence, hoped, state) overriding system value
      select id, ${scheme}, id, (select agency_id from staff where id = 1), 1, 'agency', 'Example', 'Example', '1990-01-01', 'x', 'x', 'x', 'waiting' from person;
    insert into nomination_finding (id, nomination_id, person_id, finding) overriding system value select id, id, id, 'listed' from person;
    insert into panel_meeting (id, scheme_id, held_on, state) overriding system value values (1, ${scheme}, current_date, 'issued');
    insert into panel_item (id, meeting_id, person_id, question) overriding system value
      select id, 1, id, 'adopt' from person;
    insert into membership (id, scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on, review_retention_on) overriding system value
      select id, ${scheme}, id, 'member', 'adult', (select min(id) from base), (select min(id) from team), 'statutory', current_date, current_date + 900 from person;
    insert into membership_change (id, membership_id, person_id, what, became, why) overriding system value
      select id, id, id, 'state', 'member', 'Example' from person;
    insert into panel_item (id, meeting_id, person_id, question, decision, decided_at) overriding system value
      select 800000 + n, 1, (select min(id) from person), 'review', 'keep', now() from generate_series(1, 400) n;
    insert into panel_item_removed (id, meeting_id, person_id, question, why, staff_id, at) overriding system value
      select id, 1, id, 'adopt', 'x', 1, now() from person;
    insert into panel_interest (id, item_id, person_id, staff_id, at) overriding system value select id, id, id, 1, now() from person;
    insert into panel_telling (id, scheme_id, item_id, person_id, rule_id, template, text, due_on) overriding system value
      select id, ${scheme}, id, id, (select min(id) from rule_version), 'x', 'x', current_date from person;
    insert into panel_representation (id, scheme_id, item_id, person_id, kind, made_on, made_by, said, until_on, hear_by, recorded_by) overriding system value
      select id, ${scheme}, id, id, 'appeal', current_date, 'person', 'x', current_date, current_date, 1 from person;
    insert into agency_marker (id, scheme_id, person_id, item_id, agency_id, marker, act, made_at, due_on) overriding system value
      select id, ${scheme}, id, id, 1, 'x', 'set', now(), current_date from person;
    insert into voluntary_agreement (id, person_id, membership_id, agency_id, what, on_day, words, staff_id, at) overriding system value
      select id, id, id, 1, 'agreed', current_date, 'x', 1, now() from person;
    insert into team_handover (id, membership_id, person_id, team_id, from_at, until_day, why, by_staff) overriding system value
      select id, id, id, (select min(id) from team), now(), current_date, 'x', 1 from person;
    insert into allocation (id, membership_id, person_id, staff_id, agency_id, kind) overriding system value
      select id, id, id, 1, (select agency_id from staff where id = 1), 'lead' from person;
    insert into trial (id, scheme_id, name, body, author_id) overriding system value
      select 1, ${scheme}, 'Example', r.body #> '{designs,0,protocol}', 1 from rule_version r where r.kind = 'trial-designs' order by r.id limit 1;
    insert into trial_participant (id, trial_id, person_id, state, stratum, assessed_by, assessed_at, enrolled_at) overriding system value
      select id, 1, id, 'allocated', 'all', 1, now(), now() from person;
    insert into trial_allocation (id, trial_id, participant_id, person_id, stratum, position, arm, at) overriding system value
      select id, 1, id, id, 'all', id, 'T', now() from person;
    insert into trial_contract (id, trial_id, participant_id, person_id, state, from_day, to_day, conditions, worker_id) overriding system value
      select id, 1, id, id, 'running', current_date, current_date + 120, '[]', 1 from person;
    insert into trial_event (id, contract_id, person_id, what, on_day, words, staff_id, at) overriding system value
      select id, id, id, 'started', current_date, 'x', 1, now() from person`);
}

const scheme = '(select min(id) from scheme)';

/** What parts stand under, whoever draws them: seen by nobody of these worlds that is asked about. */
const stood = 900_001;
/** Of one table in one world. */
const mostItems = 1_000;

async function addWholes(house: TestHouse): Promise<void> {
  const each = `select ${stood}, min(person.id), (select min(id) from agency), 'own'`;
  await house.ownerQuery(`
    insert into contact (id, person_id, agency_id, handling, staff_id, kind, state, at, planned) overriding system value
      ${each}, 1, 'visit', 'planned', now(), true from person;
    insert into contact (id, person_id, agency_id, handling, staff_id, kind, state, at, planned) overriding system value
      select ${stood} + n, min(person.id), (select min(id) from agency), 'own', 1, 'visit', 'planned', now(), true
      from person, generate_series(1, ${mostItems}) n group by n;
    insert into message_consent (id, person_id, agency_id, handling, scheme_id, staff_id, channel, address, asked_on, asked_how, purposes, shared, told, state, made_at)
      overriding system value ${each}, ${scheme}, 1, 'text', '+447700900100', current_date, 'phone', '{reminders}', false, 'x', 'given', now() from person;
    insert into delius_batch (id, scheme_id, agency_id, staff_id, what) overriding system value
      select ${stood}, (select min(id) from scheme), (select min(id) from agency), 1, 'sent';
    insert into licence (id, person_id, agency_id, handling, order_type, from_day, state) overriding system value
      ${each}, 'licence', current_date, 'in-force' from person;
    insert into licence_variation (id, person_id, agency_id, handling, licence_id, is_first, effective_on) overriding system value
      ${each}, ${stood}, true, current_date from person;
    insert into curfew (id, person_id, agency_id, handling, days, from_time, to_time, from_day) overriding system value
      ${each}, '{1}', '19:00', '07:00', current_date from person;
    insert into exclusion_zone (id, person_id, agency_id, handling, name, places, protective, from_day) overriding system value
      ${each}, 'x', '{x}', false, current_date from person;
    insert into compliance_item (id, person_id, agency_id, handling, kind, what, value_pence, issued_on, issued_by, state) overriding system value
      ${each}, 'phone', 'x', 0, current_date, 1, 'out' from person;
    insert into enforcement_case (id, person_id, agency_id, handling, order_type, failed_on, what, state) overriding system value
      ${each}, 'licence', current_date, 'x', 'to-decide' from person;
    insert into warrant (id, person_id, agency_id, handling, kind, issued_on, issued_by, state) overriding system value
      ${each}, 'recall', current_date, 'x', 'open' from person`);
}

/** The columns that each table needs besides its id, person, agency, handling and named agencies, and their values. */
const extract = {
  columns: 'source_id, batch_id, local_id, fingerprint',
  values: `(select min(id) from import_source), 1, i.id::text, 'x'`,
};
const ruleOf = (kind: string): string => `(select min(id) from rule_version where kind = '${kind}')`;
const handledTables: Record<string, { columns: string; values: string }> = {
  source_record: {
    columns: `${extract.columns}, capacity, search_names, raw, delete_after, withdrawn_at`,
    values: `${extract.values}, case when i."ofVictim" then 'victim' else 'convicted' end, 'x', '{}', current_date + 900, case when i.withdrawn then now() end`,
  },
  offence: {
    columns: `${extract.columns}, nominal_ref, capacity, offence_code, offence_date, outcome`,
    values: `${extract.values}, 'x', case when i."ofVictim" then 'witness' else 'convicted' end, 'TH68001', current_date - 50, 'convicted'`,
  },
  custody_spell: {
    columns: `${extract.columns}, nominal_ref, kind, place, from_day`,
    values: `${extract.values}, 'x', 'prison', 'Example', current_date - 50`,
  },
  supervision: {
    columns: `${extract.columns}, nominal_ref, order_type, from_day`,
    values: `${extract.values}, 'x', 'licence', current_date - 50`,
  },
  visit: {
    columns: 'scheme_id, contact_id, staff_id, state, started_at, expected_at, grace_minutes, ended_at',
    values: `(select min(id) from scheme), ${stood}, (select id from staff where login = 'nobody-here'), 'safe', now(), now() + interval '1 hour', 15, now()`,
  },
  contact: {
    columns: 'staff_id, kind, state, at, planned, outcome',
    values: `1, 'visit', 'recorded', now(), false, 'attended'`,
  },
  contact_move: {
    columns: 'contact_id, staff_id, what, was_at, became_at',
    values: `${stood}, 1, 'moved', now(), now() + interval '1 day'`,
  },
  drug_test: { columns: 'contact_id, staff_id, outcome', values: `${stood} + i.id, 1, 'refused'` },
  delius_contact: {
    columns: 'contact_id, batch_id, reference, sent_version',
    values: `${stood} + i.id, ${stood}, 'WM-' || i.id, 1`,
  },
  delius_line: {
    columns: 'batch_id, line, delius_id, at, state',
    values: `${stood}, 1, i.id::text, now(), 'open'`,
  },
  plan: { columns: 'membership_id, state', values: `i.person, 'active'` },
  plan_goal: { columns: 'plan_id, pathway, need, goal, state', values: `i.person, 'x', 'x', 'x', 'active'` },
  plan_step: {
    columns: 'goal_id, what, actor, state',
    values: `(select min(id) from plan_goal), 'x', 'person', 'to-do'`,
  },
  plan_note: {
    columns: 'plan_id, staff_id, kind, reason, on_day, note',
    values: `(select min(id) from plan), 1, 'review', 'x', current_date, 'x'`,
  },
  plan_signature: { columns: 'plan_id, staff_id, mark', values: `(select min(id) from plan), 1, 'x'` },
  licence: { columns: 'order_type, from_day, state', values: `'licence', current_date, 'in-force'` },
  licence_variation: {
    columns: 'licence_id, is_first, effective_on',
    values: `${stood}, true, current_date`,
  },
  licence_condition: {
    columns: 'licence_id, kind, category, wording, from_day, added_by',
    values: `${stood}, 'bespoke', 'x', 'x', current_date, ${stood}`,
  },
  curfew: {
    columns: 'days, from_time, to_time, from_day',
    values: `'{1}'::integer[], '19:00', '07:00', current_date`,
  },
  curfew_address: { columns: 'curfew_id, address', values: `${stood}, 'x'` },
  exclusion_zone: {
    columns: 'name, places, protective, from_day',
    values: `'x', '{x}'::text[], true, current_date`,
  },
  zone_centre: { columns: 'zone_id, latitude, longitude, radius_metres', values: `${stood}, 52, 1, 200` },
  compliance_item: {
    columns: 'kind, what, value_pence, issued_on, issued_by, state',
    values: `'phone', 'x', 0, current_date, 1, 'out'`,
  },
  compliance_time: { columns: 'item_id, staff_id, on_day, minutes', values: `${stood}, 1, current_date, 5` },
  enforcement_case: {
    columns: 'order_type, failed_on, what, state',
    values: `'licence', current_date, 'x', 'to-decide'`,
  },
  enforcement_step: { columns: 'case_id, staff_id, move, became', values: `${stood}, 1, 'x', 'to-decide'` },
  warrant: {
    columns: 'kind, issued_on, issued_by, state',
    values: `'recall', current_date, 'x', 'open'`,
  },
  warrant_attempt: {
    columns: 'warrant_id, staff_id, at, place, result',
    values: `${stood}, 1, now(), 'x', 'not-there'`,
  },
  referral: {
    columns:
      'scheme_id, service_id, staff_id, provider_agency_id, state, category, pathway, need, goal, outcomes, rule_id, sent_at',
    values: `${scheme}, 1, 1, i."referredTo", case when i.draft then 'draft' else 'sent' end, 'x', 'x', 'x', 'x', '{}', ${ruleOf('referrals')}, case when not coalesce(i.draft, false) then now() end`,
  },
  unmet_need: {
    columns: 'scheme_id, staff_id, pathway, need, why, state',
    values: `${scheme}, 1, 'x', 'x', 'no-service', 'open'`,
  },
  sighting: {
    columns: 'scheme_id, staff_id, at, place',
    values: `${scheme}, (select id from staff where login = 'nobody-here'), now(), 'x'`,
  },
  team_activity: {
    columns: 'team_id, staff_id, kind, on_day, minutes, what',
    values: `(select min(id) from team), 1, 'prevention', current_date, 5, 'x'`,
  },
  safeguarding_concern: {
    columns: 'scheme_id, staff_id, rule_id, about, urgent, fields, way',
    values: `${scheme}, (select id from staff where login = 'nobody-here'), (select min(id) from rule_version), 'child', false, '[]'::jsonb, 'file'`,
  },
  questionnaire_answer: {
    columns: 'scheme_id, staff_id, asked_on, stage, rule_id',
    values: `${scheme}, 1, current_date, 'start', ${ruleOf('questionnaire')}`,
  },
  panel_view: {
    columns: 'item_id, asked_by, asked_at, due_on',
    values: `800000 + i.id, 1, now(), current_date`,
  },
  release_plan: {
    columns: 'scheme_id, release_on, prison, changed_by, changed_at',
    values: `${scheme}, current_date + i.id::integer, 'Example', 1, now()`,
  },
  risk_assessment: {
    columns: 'staff_id, type, type_version, assessed_on, level, summary, state',
    values: `1, 'x', 'x', current_date, 'x', 'x', 'accepted'`,
  },
  risk_flag: {
    columns: 'staff_id, kind, why, set_on, review_on',
    values: `1, 'x', 'x', current_date, current_date + 1`,
  },
  risk_register: {
    columns: 'staff_id, register, from_on',
    values: `1, 'marac', current_date`,
  },
  message_consent: {
    columns:
      'scheme_id, staff_id, channel, address, asked_on, asked_how, purposes, shared, told, state, made_at, ended_at',
    values: `${scheme}, 1, 'text', '+447700900100', current_date, 'phone', array['reminders'], false, 'x', 'withdrawn', now(), now()`,
  },
  message: {
    columns: 'scheme_id, staff_id, consent_id, kind, channel, body, state, reference, made_at',
    values: `${scheme}, 1, ${stood}, 'message', 'text', 'x', 'sent', 'r' || i.id, now()`,
  },
  reminder_choice: {
    columns: 'contact_id, staff_id, choice',
    values: `${stood} + i.id, 1, 'skip'`,
  },
};

/** Their agency alone decides. */
const withoutHandling = ['plan', 'plan_signature', 'delius_contact', 'delius_line', 'safeguarding_concern'];

async function addHandled(
  house: TestHouse,
  table: string,
  { columns, values }: { columns: string; values: string },
  items: readonly OracleItem[],
): Promise<void> {
  if (table === 'source_record')
    await house.ownerQuery(`insert into import_batch (id, source_id, agency_id, file_name, file_sha256, state) overriding system value
      select 1, min(id), 1, 'x', 'x', 'accepted' from import_source`);
  if (table === 'referral')
    await house.ownerQuery(`insert into service (id, scheme_id, agency_id, name, offers, categories, pathways, opens_on) overriding system value
      select 1, ${scheme}, 1, 'Example', 'x', '{x}', '{x}', current_date`);
  const hasHandling = !withoutHandling.includes(table);
  await house.ownerQuery(
    `insert into ${table} (id, person_id, agency_id, ${hasHandling ? 'handling, named_agencies, ' : ''}${columns}) overriding system value
     select i.id, i.person, i.agency, ${hasHandling ? 'i.handling, array(select jsonb_array_elements_text(i.named)::bigint), ' : ''}${values}
     from jsonb_to_recordset($1::jsonb) as i (id bigint, person bigint, agency bigint, handling text, named jsonb, "ofVictim" boolean, withdrawn boolean, "referredTo" bigint, draft boolean)`,
    [JSON.stringify(items.map((item) => ({ ...item, person: item.people[0] })))],
  );
}

/** Accepted reports by a member of staff who is none of the viewers. */
async function addReports(house: TestHouse, items: readonly OracleItem[]): Promise<void> {
  const values = [JSON.stringify(items)];
  const author = `(select id from staff where login = 'nobody-here')`;
  await house.ownerQuery(
    `insert into intelligence_report (id, scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, provenance,
       handling, named_agencies, reviewed_by) overriding system value
     select i.id, ${house.schemeId}, i.agency, ${author}, 'accepted', 1, 'A', 'P', 'observed', i.handling,
       array(select jsonb_array_elements_text(i.named)::bigint), 1
     from jsonb_to_recordset($1::jsonb) as i (id bigint, agency bigint, handling text, named jsonb)`,
    values,
  );
  await house.ownerQuery(
    `insert into report_person (report_id, person_id, linked_by)
     select i.id, p::bigint, ${author} from jsonb_to_recordset($1::jsonb) as i (id bigint, people jsonb), jsonb_array_elements_text(i.people) as p`,
    values,
  );
}
