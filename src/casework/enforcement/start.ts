import type { StaffViewer } from '../../access/viewers.ts';
import type { ActContext } from '../../kernel/acts.ts';
import { type Day, londonDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { dueFor, handlingUnder, type NotStarted, notStartedWords, startsEnforcement } from './rules.ts';
import {
  agencyKindOf,
  findCaseOfContact,
  getFailedContact,
  insertCase,
  insertStep,
  listHeldOn,
  listOrdersOn,
  lockCase,
  voidCase,
} from './store.ts';
import { type Case, type CaseState, caseStateWords, type EnforcementRule, orderTypeWords } from './types.ts';

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
  | { started: false; because: NotStarted }
  /** Its case stands already; not to be seen where somebody else was first in that very moment. */
  | { started: false; because: 'already'; caseId?: number; state?: CaseState };

/** What became of the case of a contact that was no failure after all. */
export interface TakenBack {
  caseId: number;
  /** Closed along with it; false where something was decided, which only who enforces may undo. */
  closed: boolean;
  state: CaseState;
}

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
  if (earlier !== undefined)
    return { started: false, because: 'already', caseId: earlier.id, state: earlier.state };
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

const takenBackWhy = {
  withdrawn: 'The contact was withdrawn, recorded by mistake.',
  corrected: 'The contact was corrected: it was no failure.',
} as const;

/** After a contact was withdrawn, or corrected to no failure: its case is closed, unless something is decided in it. */
export async function takeBackFailure(
  tx: Tx,
  { actor, wrote }: Pick<ActContext, 'actor' | 'wrote'>,
  contact: { id: number; personId: number },
  how: keyof typeof takenBackWhy,
): Promise<{ takenBack?: TakenBack }> {
  if (!actor.may('see:licence')) return {};
  const found = await findCaseOfContact(tx, contact.id);
  if (found === undefined || found.state === 'void') return {};
  if (found.state !== 'to-decide')
    return { takenBack: { caseId: found.id, closed: false, state: found.state } };
  const one = await lockCase(tx, { id: found.id, personId: contact.personId });
  const closed = (await voidCase(tx, one.id, actor.staffId)) > 0;
  if (!closed) return { takenBack: { caseId: one.id, closed, state: one.state } };
  await insertStep(tx, {
    personId: one.personId,
    agencyId: actor.agencyId,
    ...handlingUnder(one),
    caseId: one.id,
    by: actor.staffId,
    move: 'void',
    was: 'to-decide',
    became: 'void',
    why: takenBackWhy[how],
  });
  await wrote({
    subject: 'enforcement_case',
    subjectId: one.id,
    personId: one.personId,
    detail: { move: 'void', was: 'to-decide', became: 'void' },
  });
  return { takenBack: { caseId: one.id, closed: true, state: 'void' } };
}

/**
 * For whom of these people a failure of that day, recorded by the viewer, would start enforcement: in words, by person.
 * Said before it is saved.
 */
export async function wouldEnforce(
  tx: Tx,
  viewer: StaffViewer,
  personIds: readonly number[],
  day: Day,
): Promise<Map<number, string>> {
  if (personIds.length === 0 || !viewer.may('see:licence')) return new Map();
  const [rule, agencyKind, held] = await Promise.all([
    findRule<EnforcementRule>(tx, viewer.schemeId, 'enforcement', day),
    agencyKindOf(tx, viewer.agencyId),
    listHeldOn(tx, personIds, day),
  ]);
  return new Map(
    personIds.flatMap((id) => {
      const orders = held
        .filter(({ personId }) => personId === id)
        .map(({ orderType }) => ({ orderType, fromDay: day, ends: null }));
      const start = startsEnforcement({ rule: rule?.body, agencyKind, handling: 'partners', orders });
      return 'because' in start ? [] : [[id, startsWords(start.order.orderType)] as const];
    }),
  );
}

const startsWords = (orderType: Case['orderType']): string =>
  `“Failed to attend” starts enforcement: ${orderTypeWords[orderType].toLowerCase()}`;

/** What is said after the contact was saved; nothing where no failure was recorded or whoever saved it sees no orders. */
export function notedWords(noted: FailureNoted | undefined, back?: TakenBack): string {
  if (back !== undefined)
    return back.closed
      ? ' Its enforcement case was closed: no failure after all.'
      : ` Its enforcement case is still “${caseStateWords[back.state]}”: whoever enforces has to decide whether that stands.`;
  if (noted === undefined) return '';
  if (noted.started)
    return ` Enforcement was started${noted.dueOn === null ? '' : `: decide by ${showDay(noted.dueOn)} whether it is acceptable`}.`;
  if (noted.because === 'already')
    return noted.state === 'void'
      ? ' Its enforcement case is closed as no failure: if it was one, record the failure again on their Licence page.'
      : '';
  return noted.because === 'no-rule' ? '' : ` ${notStartedWords[noted.because]}`;
}

/** Where the case is, for the sentence above. */
export function notedLink(
  personId: number,
  noted: FailureNoted | undefined,
  back?: TakenBack,
): { text: string; href: string } | undefined {
  const id = back?.caseId ?? (noted !== undefined && 'caseId' in noted ? noted.caseId : undefined);
  return id === undefined
    ? undefined
    : { text: 'Open the enforcement case', href: `/people/${personId}/enforcement/${id}` };
}
