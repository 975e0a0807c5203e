import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type FailureNoted, noteIfFailed, type TakenBack, takeBackFailure } from '../enforcement/start.ts';
import { insertMove, setDrugTest } from './appointment-store.ts';
import {
  type ContactAct,
  mayHaveOutcome,
  outcomeFor,
  repeatError,
  stateOfContact,
  transitions,
} from './rules.ts';
import {
  type ContactKey,
  findRepeat,
  insertContact,
  type LockedContact,
  lockContact,
  lockWriter,
  setJoint,
  updateContact,
  updateOutcome,
  withdrawContactRow,
} from './store.ts';
import type { ContactInput, ContactKind, ContactOutcome, DrugTest, OutcomeInput } from './types.ts';
import { warningsFor } from './warnings.ts';

/** The contact, whether a failure to comply started enforcement, and what became of the case of one that was none. */
interface Recorded {
  id: number;
  enforcement?: FailureNoted;
  takenBack?: TakenBack;
}

/** From a form: what may be a slip is asked about before it is written. Callers that are no form leave it out. */
interface FormCare {
  /** The same sent again under another key (the answer was lost, and they went back) is refused, at `again`. */
  refuseRepeat?: boolean;
  /** An appointment with warnings is refused as `invalid` with each of them, at the field `sure`. */
  refuseWarned?: boolean;
}

/** @throws WaymarkError `invalid` with each warning at `sure`, where the contact lies ahead. */
async function careOf(
  tx: Tx,
  actor: ActContext['actor'],
  input: ContactInput,
  about: { staffId: number; butNot?: readonly number[] },
): Promise<void> {
  const at = new Date(input.at);
  const [warnings = []] = await warningsFor(tx, actor, {
    personId: input.personId,
    ...about,
    slots: [{ ...input, at, day: londonDay(at), shifted: false }],
  });
  if (warnings.length > 0) throw invalid(warnings.map((text) => ({ field: 'sure', text })));
}

/** The outcome as this kind of contact can have it. */
async function settled<Outcome extends ContactOutcome | null>(
  tx: Tx,
  { schemeId }: ActContext['actor'],
  contact: { kind: string; at: string | Date; outcome: Outcome },
): Promise<ContactOutcome | null> {
  if (contact.outcome !== 'failed') return contact.outcome;
  const day = londonDay(new Date(contact.at));
  const rule = await ruleInForce<{ kinds: ContactKind[] }>(tx, schemeId, 'contact-kinds', day);
  return outcomeFor(
    rule.body.kinds.find(({ code }) => code === contact.kind),
    contact.outcome,
  );
}

async function keepTest(
  tx: Tx,
  { actor, wrote }: Pick<ActContext, 'actor' | 'wrote'>,
  contact: { id: number; personId: number },
  test: DrugTest | null | undefined,
): Promise<void> {
  if (test === undefined || test === null) return;
  const changed = await setDrugTest(tx, contact, test, actor.staffId);
  if (changed > 0) await wrote({ subject: 'drug_test', subjectId: contact.id, personId: contact.personId });
}

/** @throws WaymarkError for another agency's contact, an older version, or a state in which it cannot be done. */
export function checkContact(
  contact: LockedContact,
  actor: ActContext['actor'],
  { act, version, refused }: { act: ContactAct; version: number; refused: string },
): void {
  if (contact.agencyId !== actor.agencyId)
    throw new WaymarkError('right-missing', {
      text: 'Only the agency that recorded a contact may do this.',
    });
  if (contact.version !== version) throw staleVersion({ note: contact.note, version: contact.version });
  if (transitions[contact.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: refused,
      data: { allowed: Object.keys(transitions[contact.state]) },
    });
}

/** Records a contact, or plans one when it lies ahead. Reach is decided by the database: a reason for the person. */
export const recordContact = defineAct<ContactInput & FormCare, Recorded>({
  name: 'contact:record',
  right: 'contact:record',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, { refuseRepeat, refuseWarned, ...input }, { actor, now, wrote }) => {
    const state = stateOfContact(input.at, now);
    if (refuseRepeat === true) {
      await lockWriter(tx, actor.staffId, input.personId);
      const earlier = await findRepeat(tx, input, actor.staffId);
      if (earlier !== undefined) throw invalid([repeatError(earlier.at)]);
    }
    if (refuseWarned === true && state === 'planned')
      await careOf(tx, actor, input, { staffId: actor.staffId });
    const outcome = await settled(tx, actor, input);
    const { id } = await insertContact(tx, {
      ...input,
      outcome,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      state,
    });
    const contact = { id, personId: input.personId };
    if (input.withStaff.length > 0) await setJoint(tx, contact, input.withStaff);
    await wrote({
      subject: 'contact',
      subjectId: id,
      personId: input.personId,
      detail: { state, handling: input.handling },
    });
    await keepTest(tx, { actor, wrote }, contact, input.drugTest);
    return { id, ...(await noteIfFailed(tx, { actor, wrote }, { id, outcome })) };
  },
});

/** Corrects a contact of one's own agency; the earlier wording stays in the row history. */
export const correctContact = defineAct<
  ContactInput & { id: number; version: number } & Pick<FormCare, 'refuseWarned'>,
  Recorded
>({
  name: 'contact:correct',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, { refuseWarned, ...input }, { actor, now, wrote }) => {
    const contact = await lockContact(tx, input);
    checkContact(contact, actor, {
      act: 'correct',
      version: input.version,
      refused: 'A contact that is withdrawn or cancelled cannot be corrected.',
    });
    const state = stateOfContact(input.at, now);
    const moves = state === 'planned' && new Date(input.at).getTime() !== contact.at.getTime();
    if (refuseWarned === true && moves)
      await careOf(tx, actor, input, { staffId: contact.staffId, butNot: [contact.id] });
    const outcome = await settled(tx, actor, input);
    if (moves && contact.state === 'planned')
      await insertMove(tx, contact, {
        what: 'moved',
        to: new Date(input.at),
        askedBy: null,
        why: null,
        by: actor.staffId,
      });
    await updateContact(tx, input.id, {
      ...input,
      outcome,
      state,
      moved: moves && contact.state === 'planned',
      by: actor.staffId,
    });
    await setJoint(tx, contact, input.withStaff);
    await wrote({ subject: 'contact', subjectId: input.id, personId: contact.personId });
    await keepTest(tx, { actor, wrote }, contact, input.drugTest);
    return {
      id: input.id,
      ...(await noteIfFailed(tx, { actor, wrote }, { id: input.id, outcome })),
      ...(outcome === 'failed' ? {} : await takeBackFailure(tx, { actor, wrote }, contact, 'corrected')),
    };
  },
});

/** Turns an appointment into a contact that happened, or did not: from Today, in one screen. */
export const recordOutcome = defineAct<OutcomeInput & ContactKey & { version: number }, Recorded>({
  name: 'contact:record-outcome',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const contact = await lockContact(tx, input);
    checkContact(contact, actor, {
      act: 'record-outcome',
      version: input.version,
      refused: 'The outcome of this contact is recorded already. You may correct it.',
    });
    if (!mayHaveOutcome(contact.at, input.outcome, now))
      throw invalid([
        {
          field: 'outcome',
          text: `The appointment is at ${showMoment(contact.at)}, which lies ahead: whether they stay away is not known yet. Cancel or move it where it will not take place`,
        },
      ]);
    const outcome = (await settled(tx, actor, { ...contact, outcome: input.outcome })) ?? input.outcome;
    await updateOutcome(tx, input.id, { ...input, outcome, by: actor.staffId });
    await wrote({
      subject: 'contact',
      subjectId: input.id,
      personId: contact.personId,
      detail: { outcome },
    });
    await keepTest(tx, { actor, wrote }, contact, input.drugTest);
    return { id: input.id, ...(await noteIfFailed(tx, { actor, wrote }, { id: input.id, outcome })) };
  },
});

/** Withdraws a contact recorded by mistake; it stays, with the reason, for the agency that wrote it and the auditor. */
export const withdrawContact = defineAct<ContactKey & { version: number; why: string }, Recorded>({
  name: 'contact:withdraw',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const contact = await lockContact(tx, input);
    checkContact(contact, actor, {
      act: 'withdraw',
      version: input.version,
      refused: 'This contact is withdrawn already.',
    });
    await withdrawContactRow(tx, input.id, input.why, actor.staffId);
    await wrote({ subject: 'contact', subjectId: input.id, personId: contact.personId });
    return {
      id: input.id,
      ...(await takeBackFailure(tx, { actor, wrote }, contact, 'withdrawn')),
    };
  },
});
