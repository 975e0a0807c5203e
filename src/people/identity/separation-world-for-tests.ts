import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { linkRecords, refreshPeople } from './link.ts';
import { bringIn, openTo, separateByTwo, standingOf } from './records-for-tests.ts';
import { listSeparations } from './separation-store.ts';
import { getPerson } from './store.ts';

const alan = { given: 'Alan', family: 'Quillmarsh', born: '1990-05-06', pnc: '2024/3547010K' };

/** A member of the scheme who is two people's records as one, those who work with them, and what they write. */
export interface World {
  house: TestHouse;
  personId: number;
  recordId: number;
  /** By login. */
  workers: Record<string, StaffViewer>;
  separate(): Promise<number>;
  close(): Promise<void>;
}

/** Each with the kind of reason by which they work with the person. */
const reasons = {
  'scheme-manager': 'co-worker',
  'police-offender-manager': 'co-worker',
  'probation-offender-manager': 'co-worker',
  'link-worker': 'embedded',
} as const;

export type Login = keyof typeof reasons;
export const logins = Object.keys(reasons) as Login[];

/** A link worker answers for their own charity's things, and sees neither records nor most of the kinds. */
const ofLinkWorkers = [
  'contact',
  'appointment',
  'risk-flag',
  'risk-assessment',
  'risk-entry',
  'referral',
  'unmet-need',
  'questionnaire',
  'plan-goal',
  'plan-step',
  'plan-note',
  'rating',
];
/** Whom a nomination means, only those of selection know. */
export const seesKind = (login: Login, kind: string): boolean =>
  kind === 'nomination'
    ? login === 'scheme-manager'
    : login !== 'link-worker' || ofLinkWorkers.includes(kind);

export async function separationWorld(): Promise<World> {
  const house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, [
    { agency: 'norfolk-police', format: 'police-nominals', localId: 'N1', ...alan },
    { agency: 'suffolk-police', format: 'police-nominals', localId: 'S1', ...alan },
  ]);
  await linkRecords(house.database, { now: testNow });
  const standing = await standingOf(house);
  const personId = standing.N1?.person ?? 0;
  const recordId = standing.S1?.id ?? 0;
  await openTo(house, personId, 'management', 'management');
  await house.ownerQuery(`update source_record set first_seen_at = now() - interval '10 days'`);
  const workers: Record<string, StaffViewer> = {};
  for (const login of logins) {
    const viewer = await house.viewerFor(login);
    workers[login] = viewer;
    await house.ownerQuery(
      `insert into access_reason (person_id, kind, staff_id, source) values ($1, $3, $2, 'test')`,
      [personId, viewer.staffId, reasons[login]],
    );
  }
  await onScheme(house, personId);
  const manager = await house.viewerFor('scheme-manager');
  const separate = async (): Promise<number> => {
    const { version } = await house.database.as(manager, (tx) => getPerson(tx, personId));
    const input = { personId, recordId, version, why: 'Fingerprints differ' };
    const people = await separateByTwo(house, manager, input, `key-world-${Math.random()}`);
    await refreshPeople(house.database, people);
    return (await house.database.as(manager, (tx) => listSeparations(tx, personId)))[0]?.id ?? 0;
  };
  return { house, personId, recordId, workers, separate, close: () => house.close() };
}

async function onScheme(house: TestHouse, personId: number): Promise<void> {
  await house.ownerQuery(
    `with m as (insert into membership (scheme_id, person_id, state, strand, base_id, team_id, rag, statutory, joined_on, review_retention_on)
       select t.scheme_id, $1, 'member', 'fixed', t.base_id, t.id, 'red', 'statutory', current_date - 400, '2032-01-01' from team t where t.name = 'Norwich team'
       returning id)
     insert into plan (person_id, membership_id, agency_id, state) select $1, m.id, (select min(id) from agency), 'active' from m`,
    [personId],
  );
  await house.ownerQuery(
    `insert into service (scheme_id, agency_id, name, offers, categories, pathways, opens_on)
     select $1, id, 'Woodwork', 'Help', '{ete}', '{ete}', '2026-01-01' from agency where code = 'turning-corner'`,
    [house.schemeId],
  );
}

/** One row of a kind, of whoever writes it ($2 agency, $3 staff) about the person ($1); $4 is the scheme. */
const makers: Record<string, string> = {
  contact: `insert into contact (person_id, agency_id, staff_id, kind, at, state, planned, outcome, handling)
    select $1, $2, $3, 'home', now() - interval '2 days', 'recorded', false, 'attended', 'partners' where $4 > 0 returning id`,
  appointment: `insert into contact (person_id, agency_id, staff_id, kind, at, state, planned, handling)
    select $1, $2, $3, 'office', now() + interval '3 days', 'planned', true, 'partners' where $4 > 0 returning id`,
  sighting: `insert into sighting (scheme_id, person_id, agency_id, staff_id, at, place) values ($4, $1, $2, $3, now() - interval '1 day', 'By the bridge') returning id`,
  tasking: `insert into tasking (scheme_id, agency_id, asked_by, to_agency_id, person_id, what, answer_by, due_at, state, outcome, outcome_at, asked_at)
    values ($4, $2, $3, $2, $1, 'Look in', now() - interval '1 day', now(), 'done', 'Was not there', now(), now() - interval '2 days') returning id`,
  'report-link': `with r as (insert into intelligence_report (scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, provenance, handling, submitted_at, reviewed_at, reviewed_by)
      values ($4, $2, $3, 'accepted', 2, 'C', 'P', 'observed', 'partners', now(), now(), (select min(id) from staff where id <> $3)) returning id)
    insert into report_person (report_id, person_id, linked_by) select r.id, $1, $3 from r returning report_id as id`,
  'risk-flag': `insert into risk_flag (person_id, agency_id, staff_id, kind, why, set_on, review_on, handling)
    select $1, $2, $3, 'dog', 'A dog', current_date, current_date + 30, 'partners' where $4 > 0 returning id`,
  'risk-assessment': `insert into risk_assessment (person_id, agency_id, staff_id, type, type_version, assessed_on, level, summary, handling, state)
    select $1, $2, $3, 'oasys', '1', current_date, 'high', 'High', 'partners', 'accepted' where $4 > 0 returning id`,
  'risk-entry': `insert into risk_register (person_id, agency_id, staff_id, register, from_on, handling) select $1, $2, $3, 'marac', current_date, 'partners' where $4 > 0 returning id`,
  referral: `insert into referral (scheme_id, person_id, service_id, agency_id, staff_id, provider_agency_id, state, category, pathway, need, goal, outcomes, rule_id, sent_at)
    select $4, $1, v.id, $2, $3, v.agency_id, 'sent', 'ete', 'ete', 'Work', 'Work', '{}', (select min(id) from rule_version), now() from service v where v.name = 'Woodwork' returning id`,
  'unmet-need': `insert into unmet_need (scheme_id, person_id, agency_id, staff_id, pathway, need, why, state) values ($4, $1, $2, $3, 'ete', 'Work', 'no-places', 'open') returning id`,
  questionnaire: `insert into questionnaire_answer (scheme_id, person_id, agency_id, staff_id, asked_on, stage, rule_id)
    values ($4, $1, $2, $3, current_date, 'start', (select min(id) from rule_version)) returning id`,
  licence: `insert into licence (person_id, agency_id, order_type, from_day, state, handling) select $1, $2, 'licence', current_date - 3, 'in-force', 'partners' where $3 > 0 and $4 > 0 returning id`,
  'compliance-item': `insert into compliance_item (person_id, agency_id, kind, what, value_pence, issued_on, issued_by, state, handling)
    select $1, $2, 'phone', 'A phone', 2000, current_date, $3, 'out', 'partners' where $4 > 0 returning id`,
  'enforcement-case': `insert into enforcement_case (person_id, agency_id, order_type, failed_on, what, state, handling)
    select $1, $2, 'licence', current_date - 1, 'Did not come', 'to-decide', 'partners' where $3 > 0 and $4 > 0 returning id`,
  'plan-goal': `insert into plan_goal (plan_id, person_id, agency_id, pathway, need, goal, state)
    select p.id, $1, $2, 'ete', 'Work', 'A job', 'active' from plan p where p.person_id = $1 and $3 > 0 and $4 > 0 returning id`,
  'plan-step': `with g as (insert into plan_goal (plan_id, person_id, agency_id, pathway, need, goal, state)
      select p.id, $1, $2, 'ete', 'Work', 'A job', 'removed' from plan p where p.person_id = $1 and $4 > 0 returning id)
    insert into plan_step (goal_id, person_id, agency_id, what, actor, staff_id, state) select g.id, $1, $2, 'Write to them', 'worker', $3, 'to-do' from g returning id`,
  'plan-note': `insert into plan_note (plan_id, person_id, agency_id, staff_id, kind, reason, on_day, note)
    select p.id, $1, $2, $3, 'review', 'three-months', current_date, 'Goes well' from plan p where p.person_id = $1 and $4 > 0 returning id`,
  rating: `insert into membership_change (membership_id, person_id, what, was, became, why, staff_id, agency_id)
    select m.id, $1, 'rag', 'amber', 'red', 'Seen about', $3, $2 from membership m where m.person_id = $1 and $4 > 0 returning id`,
  nomination: `with n as (insert into nomination (scheme_id, person_id, agency_id, staff_id, kind, given_name, family_name, born, why, evidence, hoped, state, answered_by, answered_at, answer)
      values ($4, $1, (select id from agency where id <> $2 order by id limit 1), $3, 'agency', 'Alan', 'Quillmarsh', '1990-05-06', 'x', 'x', 'x', 'answered', $3, now(), 'Yes') returning id)
    insert into nomination_finding (nomination_id, person_id, finding) select n.id, $1, 'candidate' from n returning nomination_id as id`,
  'panel-decision': `with m as (insert into panel_meeting (scheme_id, held_on, state) values ($4, current_date, 'issued') returning id)
    insert into panel_item (meeting_id, person_id, question, added_by, decision, reason_code, reason, decided_by, decided_at)
    select m.id, $1, 'de-select', $3, 'keep', 'x', 'Goes on', $3, now() from m where $2 > 0 returning id`,
};

export const kindsMade = Object.keys(makers);

/** What a made thing is known by on the page. */
export const itemMade = (kind: string, id: number): string =>
  `${kind === 'appointment' ? 'contact' : kind} ${id}`;

export async function make(
  { house, personId }: Pick<World, 'house' | 'personId'>,
  kind: string,
  by: StaffViewer,
): Promise<number> {
  const text = makers[kind];
  if (text === undefined) throw new Error(`nothing makes a ${kind}`);
  // The people of a report are kept by a function that asks who is there.
  await house.ownerQuery(`select set_config('waymark.staff', $1, false)`, [String(by.staffId)]);
  const values = [personId, by.agencyId, by.staffId, house.schemeId];
  const [row] = await house.ownerQuery<{ id: string }>(text, values);
  await house.ownerQuery(`select set_config('waymark.staff', '', false)`);
  if (row === undefined) throw new Error(`no ${kind} was made`);
  return Number(row.id);
}
