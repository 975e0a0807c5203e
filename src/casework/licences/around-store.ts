import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import type { CaseState, OrderType } from '../enforcement/types.ts';
import type { ConditionKind, Curfew, ItemKind, ItemState, LicenceState } from './types.ts';

/** What stands by itself; moments are ISO text. What the viewer may not see is not there. */
interface Heads {
  licences: { id: number; orderType: OrderType; state: LicenceState; from: Day; until: Day | null }[];
  cases: {
    id: number;
    state: CaseState;
    failedOn: Day;
    warnedOn: Day | null;
    what: string;
    agency: string;
    createdAt: string;
  }[];
  warrants: {
    id: number;
    kind: 'recall' | 'breach' | 'arrest';
    state: 'open' | 'executed' | 'withdrawn';
    issuedOn: Day;
    issuedBy: string;
    agency: string;
    createdAt: string;
  }[];
  items: {
    id: number;
    kind: ItemKind;
    state: ItemState;
    what: string;
    issuedOn: Day;
    endedOn: Day | null;
    agency: string;
    changedAt: string;
  }[];
  curfews: (Pick<Curfew, 'days' | 'fromTime' | 'toTime'> & { from: Day; until: Day | null })[];
  zones: { name: string; from: Day; until: Day | null }[];
}

interface Variation {
  licenceId: number;
  isFirst: boolean;
  effectiveOn: Day;
  why: string | null;
  agency: string;
  createdAt: Date;
}

interface Standing {
  licenceId: number;
  kind: ConditionKind;
  wording: string;
  from: Day;
  until: Day | null;
}

interface Step {
  caseId: number;
  move: string;
  at: Date;
  why: string | null;
  agency: string;
}

interface Attempt {
  warrantId: number;
  at: Date;
  result: string;
  place: string;
  agency: string;
  createdAt: Date;
}

export interface LicenceFacts extends Heads {
  variations: Variation[];
  conditions: Standing[];
  steps: Step[];
  attempts: Attempt[];
}

/**
 * Everything of licences and enforcement that the overview and the timeline say, asked once a page. Every mention of a
 * table brings its policies along: so each is asked once, and what hangs on something only where that something is.
 */
export const licenceFacts = oncePerTransaction(async (tx, personId: number): Promise<LicenceFacts> => {
  const heads = await findHeads(tx, personId);
  const [variations, conditions, steps, attempts] = await Promise.all([
    heads.licences.length === 0 ? [] : listVariationsOf(tx, personId),
    heads.licences.length === 0 ? [] : listConditionsOf(tx, personId),
    heads.cases.length === 0 ? [] : listStepsOf(tx, personId),
    heads.warrants.length === 0 ? [] : listAttemptsOf(tx, personId),
  ]);
  return { ...heads, variations, conditions, steps, attempts };
});

/** Of the row at hand; agencies have no policy. */
const agencyName = sql`(select a.name from agency a where a.id = agency_id)`;

const findHeads = (tx: Tx, personId: number): Promise<Heads> =>
  tx.one(sql<Heads>`
    select coalesce((select json_agg(json_build_object('id', id, 'orderType', order_type, 'state', state, 'from', from_day, 'until', to_day) order by id)
        from licence where person_id = ${personId}), '[]') as licences,
      coalesce((select json_agg(json_build_object('id', id, 'state', state, 'failedOn', failed_on, 'warnedOn', warned_on, 'what', what, 'agency', ${agencyName},
        'createdAt', created_at) order by id) from enforcement_case where person_id = ${personId}), '[]') as cases,
      coalesce((select json_agg(json_build_object('id', id, 'kind', kind, 'state', state, 'issuedOn', issued_on, 'issuedBy', issued_by, 'agency', ${agencyName},
        'createdAt', created_at) order by id) from warrant where person_id = ${personId}), '[]') as warrants,
      coalesce((select json_agg(json_build_object('id', id, 'kind', kind, 'state', state, 'what', what, 'issuedOn', issued_on, 'endedOn', ended_on,
        'agency', ${agencyName}, 'changedAt', changed_at) order by id) from compliance_item where person_id = ${personId}), '[]') as items,
      coalesce((select json_agg(json_build_object('days', days, 'fromTime', from_time, 'toTime', to_time, 'from', from_day, 'until', to_day) order by id)
        from curfew where person_id = ${personId}), '[]') as curfews,
      coalesce((select json_agg(json_build_object('name', name, 'from', from_day, 'until', to_day) order by id)
        from exclusion_zone where person_id = ${personId}), '[]') as zones`);

const listVariationsOf = (tx: Tx, personId: number): Promise<Variation[]> =>
  tx.many(sql<Variation>`
    select licence_id as "licenceId", is_first as "isFirst", effective_on as "effectiveOn", why, ${agencyName} as agency, created_at as "createdAt"
    from licence_variation where person_id = ${personId}`);

const listConditionsOf = (tx: Tx, personId: number): Promise<Standing[]> =>
  tx.many(sql<Standing>`
    select licence_id as "licenceId", kind, wording, from_day as "from", to_day as "until" from licence_condition where person_id = ${personId} order by id`);

const listStepsOf = (tx: Tx, personId: number): Promise<Step[]> =>
  tx.many(sql<Step>`
    select case_id as "caseId", move, at, why, ${agencyName} as agency from enforcement_step where person_id = ${personId}`);

const listAttemptsOf = (tx: Tx, personId: number): Promise<Attempt[]> =>
  tx.many(sql<Attempt>`
    select warrant_id as "warrantId", at, result, place, ${agencyName} as agency, created_at as "createdAt" from warrant_attempt where person_id = ${personId}`);
