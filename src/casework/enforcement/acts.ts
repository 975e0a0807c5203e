import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, londonDay, londonInstant } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import {
  type AttemptInput,
  afterRefusal,
  handlingUnder,
  isActed,
  managersMoves,
  movesOf,
  notStartedWords,
  transitions,
  type WarrantInput,
  warrantTransitions,
} from './rules.ts';
import { noteFailure } from './start.ts';
import {
  endWarrant,
  getCase,
  type ItemKey,
  insertAttempt,
  insertStep,
  insertWarrant,
  listOrdersOn,
  listWarnedOn,
  lockCase,
  lockWarrant,
  updateCase,
} from './store.ts';
import {
  type Case,
  type CaseState,
  caseStateWords,
  type EnforcementRule,
  type MoveInput,
  warrantStateWords,
} from './types.ts';

const notNow = (text: string, allowed: readonly string[]): WaymarkError =>
  new WaymarkError('not-allowed-now', { text, data: { allowed } });

/** A failure that was no appointment: a missed reporting, a curfew broken. */
export const reportFailure = defineAct<{ personId: number; on: Day; what: string }, { id: number }>({
  name: 'enforcement:report-failure',
  right: 'enforcement:record',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, context) => {
    // Noon of the day: what is asked is which order held them on it.
    const at = londonInstant(input.on, '12:00') ?? new Date(`${input.on}T12:00:00Z`);
    const noted = await noteFailure(tx, context, {
      ...input,
      contactId: null,
      at,
      handling: 'partners',
      namedAgencies: [],
    });
    if (!noted.started)
      throw notNow(noted.because === 'already' ? 'It is noted already.' : notStartedWords[noted.because], []);
    return { id: noted.caseId };
  },
});

interface MoveOf extends MoveInput, ItemKey {
  version: number;
}

async function becomes(tx: Tx, one: Case, input: MoveOf, { actor, today }: ActContext): Promise<CaseState> {
  const became = transitions[one.state][input.move];
  if (became === undefined || !movesOf(one).includes(input.move))
    throw notNow(
      `The case is “${caseStateWords[one.state]}”: this cannot be done with it now.`,
      movesOf(one),
    );
  if (input.move !== 'refuse') return became;
  const { body } = await ruleInForce<EnforcementRule>(tx, actor.schemeId, 'enforcement', one.failedOn);
  const orderType = input.orderType ?? one.orderType;
  if (orderType !== one.orderType) await checkOrder(tx, one, orderType);
  const warnedOn = await listWarnedOn(tx, one.personId, orderType);
  return afterRefusal({ failedOn: one.failedOn, orderType, today }, warnedOn, body);
}

async function checkOrder(tx: Tx, one: Case, orderType: string): Promise<void> {
  const orders = await listOrdersOn(tx, one.personId, one.failedOn);
  if (!orders.some((order) => order.orderType === orderType))
    throw notNow(
      'That order did not hold them on the day of the failure.',
      orders.map((order) => order.orderType),
    );
}

async function moveOn(
  tx: Tx,
  input: MoveOf,
  context: ActContext,
): Promise<{ id: number; became: CaseState }> {
  const { actor, today, wrote } = context;
  const one = await lockCase(tx, input);
  if (one.version !== input.version)
    throw staleVersion({ text: caseStateWords[one.state], version: one.version });
  const became = await becomes(tx, one, input, context);
  if (managersMoves.includes(input.move) && one.askedBy === actor.staffId)
    throw notNow('Whoever asked for recall does not decide it. Ask another manager.', []);
  if (input.on !== null && (input.on < one.failedOn || input.on > today))
    throw notNow('The day lies before the failure, or ahead.', []);
  const actedOn = isActed(became) ? (input.on ?? today) : null;
  // The order may be put right only while it is decided what the failure was.
  const orderType = input.move === 'refuse' ? input.orderType : null;
  await updateCase(tx, one.id, { ...input, orderType, became, actedOn, by: actor.staffId });
  await insertStep(tx, {
    personId: one.personId,
    agencyId: actor.agencyId,
    ...handlingUnder(one),
    caseId: one.id,
    by: actor.staffId,
    move: input.move,
    was: one.state,
    became,
    why: input.why ?? input.circumstances,
  });
  await wrote({
    subject: 'enforcement_case',
    subjectId: one.id,
    personId: one.personId,
    detail: { move: input.move, was: one.state, became },
  });
  return { id: one.id, became };
}

/** Takes a case on: acceptable or not, warned, before the court, recall asked for. */
export const moveCase = defineAct<MoveOf, { id: number; became: CaseState }>({
  name: 'enforcement:move',
  right: 'enforcement:record',
  about: ({ id }) => ({ subject: 'enforcement_case', subjectId: id }),
  run: async (tx, input, context) => {
    if (managersMoves.includes(input.move))
      throw new WaymarkError('right-missing', { text: 'A manager decides this.' });
    return moveOn(tx, input, context);
  },
});

/** The manager's part: recall or not, proceedings not started. */
export const decideCase = defineAct<MoveOf, { id: number; became: CaseState }>({
  name: 'enforcement:decide-case',
  right: 'enforcement:decide',
  about: ({ id }) => ({ subject: 'enforcement_case', subjectId: id }),
  run: async (tx, input, context) => {
    if (!managersMoves.includes(input.move))
      throw new WaymarkError('right-missing', { text: 'This is the officer’s part, not the manager’s.' });
    return moveOn(tx, input, context);
  },
});

/** A warrant or recall that is to be executed. */
export const addWarrant = defineAct<
  WarrantInput & { personId: number; caseId: number | null },
  { id: number }
>({
  name: 'enforcement:add-warrant',
  right: 'compliance:register',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, wrote }) => {
    const of =
      input.caseId === null ? undefined : await getCase(tx, { id: input.caseId, personId: input.personId });
    const { id } = await insertWarrant(tx, {
      ...input,
      agencyId: actor.agencyId,
      ...(of === undefined ? { handling: 'partners' as const, namedAgencies: [] } : handlingUnder(of)),
      by: actor.staffId,
    });
    await wrote({
      subject: 'warrant',
      subjectId: id,
      personId: input.personId,
      detail: { kind: input.kind },
    });
    return { id };
  },
});

/** One try at executing a warrant: when, where, by whom, with what result. One that succeeds executes it. */
export const tryWarrant = defineAct<
  AttemptInput & ItemKey & { version: number },
  { id: number; executed: boolean }
>({
  name: 'enforcement:try-warrant',
  right: 'compliance:register',
  about: ({ id }) => ({ subject: 'warrant', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const warrant = await lockWarrant(tx, input);
    if (warrantTransitions[warrant.state].attempt === undefined)
      throw notNow(`This is ${warrantStateWords[warrant.state].toLowerCase()} already.`, []);
    const executed = input.result === 'executed';
    // Another try meanwhile takes nothing from this one; only who executes it must know of the others.
    if (executed && warrant.version !== input.version)
      throw staleVersion({ text: warrantStateWords[warrant.state], version: warrant.version });
    await insertAttempt(tx, {
      ...input,
      warrantId: warrant.id,
      personId: warrant.personId,
      agencyId: actor.agencyId,
      ...handlingUnder(warrant),
      by: actor.staffId,
    });
    if (executed)
      await endWarrant(tx, warrant.id, {
        state: 'executed',
        on: londonDay(new Date(input.at)),
        note: input.note,
        by: actor.staffId,
      });
    await wrote({
      subject: 'warrant',
      subjectId: warrant.id,
      personId: warrant.personId,
      detail: { result: input.result },
    });
    return { id: warrant.id, executed };
  },
});

/** A warrant that is no longer to be executed: backed by the court, or entered by mistake. */
export const withdrawWarrant = defineAct<ItemKey & { version: number; why: string }, { id: number }>({
  name: 'enforcement:withdraw-warrant',
  right: 'compliance:register',
  about: ({ id }) => ({ subject: 'warrant', subjectId: id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const warrant = await lockWarrant(tx, input);
    if (warrant.version !== input.version)
      throw staleVersion({ text: warrantStateWords[warrant.state], version: warrant.version });
    if (warrantTransitions[warrant.state].withdraw === undefined)
      throw notNow(`This is ${warrantStateWords[warrant.state].toLowerCase()} already.`, []);
    const on = today < warrant.issuedOn ? warrant.issuedOn : today;
    await endWarrant(tx, warrant.id, { state: 'withdrawn', on, note: input.why, by: actor.staffId });
    await wrote({
      subject: 'warrant',
      subjectId: warrant.id,
      personId: warrant.personId,
      detail: { state: 'withdrawn' },
    });
    return { id: warrant.id };
  },
});
