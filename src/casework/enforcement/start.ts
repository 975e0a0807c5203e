import type { ActContext } from '../../kernel/acts.ts';
import { londonDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { dueFor, handlingUnder, type NotStarted, notStartedWords, startsEnforcement } from './rules.ts';
import {
  agencyKindOf,
  findCaseOfContact,
  getFailedContact,
  insertCase,
  insertStep,
  listOrdersOn,
} from './store.ts';
import type { Case, EnforcementRule } from './types.ts';

export interface Failure {
  personId: number;
  /** The contact that failed; null where it was another failure, such as a missed reporting. */
  contactId: number | null;
  at: Date;
  /** What they failed to do, in a few words. */
  what: string;
  handling: Case['handling'];
  namedAgencies: readonly number[];
}

export type FailureNoted =
  | { started: true; caseId: number; dueOn: string | null }
  | { started: false; because: NotStarted | 'already' };

/**
 * Starts enforcement for a failure to comply, in the act that recorded it. Somebody whom no order or licence held on
 * that day takes part by agreement: nothing is started, and the answer says so.
 */
export async function noteFailure(
  tx: Tx,
  { actor, wrote }: Pick<ActContext, 'actor' | 'wrote'>,
  failure: Failure,
): Promise<FailureNoted> {
  const failedOn = londonDay(failure.at);
  const rule = await findRule<EnforcementRule>(tx, actor.schemeId, 'enforcement', failedOn);
  const [agencyKind, orders, earlier] = await Promise.all([
    agencyKindOf(tx, actor.agencyId),
    listOrdersOn(tx, failure.personId, failedOn),
    failure.contactId === null ? undefined : findCaseOfContact(tx, failure.contactId),
  ]);
  if (earlier !== undefined) return { started: false, because: 'already' };
  const start = startsEnforcement({ rule: rule?.body, agencyKind, handling: failure.handling, orders });
  if ('because' in start) return { started: false, because: start.because };
  const dueOn = rule === undefined ? null : dueFor(failedOn, rule.body);
  const handled = {
    personId: failure.personId,
    agencyId: actor.agencyId,
    ...handlingUnder({ ...failure, agencyId: actor.agencyId }),
  };
  const made = await insertCase(tx, {
    ...failure,
    ...handled,
    order: start.order,
    failedOn,
    dueOn,
    by: actor.staffId,
  });
  if (made === undefined) return { started: false, because: 'already' };
  await insertStep(tx, {
    ...handled,
    caseId: made.id,
    by: actor.staffId,
    move: 'start',
    was: null,
    became: 'to-decide',
    why: null,
  });
  await wrote({
    subject: 'enforcement_case',
    subjectId: made.id,
    personId: failure.personId,
    detail: { order: start.order.orderType, failedOn },
  });
  return { started: true, caseId: made.id, dueOn };
}

/** After a contact was recorded, corrected or given its outcome: a failed one may be a failure to comply. */
export async function noteIfFailed(
  tx: Tx,
  context: Pick<ActContext, 'actor' | 'wrote'>,
  contact: { id: number; outcome: string | null },
): Promise<{ enforcement?: FailureNoted }> {
  // Who sees no orders (a link worker) has appointments that are by agreement: not even that is asked.
  if (contact.outcome !== 'failed' || !context.actor.may('see:licence')) return {};
  const failed = await getFailedContact(tx, contact.id);
  return {
    enforcement: await noteFailure(tx, context, {
      ...failed,
      contactId: contact.id,
      what: 'Did not come to an appointment',
    }),
  };
}

/** What is said after the contact was saved; nothing where no failure was recorded or whoever saved it sees no orders. */
export function notedWords(noted: FailureNoted | undefined): string {
  if (noted === undefined) return '';
  if (noted.started)
    return ` Enforcement was started${noted.dueOn === null ? '' : `: decide by ${showDay(noted.dueOn)} whether it is acceptable`}.`;
  return noted.because === 'already' || noted.because === 'no-rule'
    ? ''
    : ` ${notStartedWords[noted.because]}`;
}
