import { type Actor, defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, londonDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import {
  leaveTyped,
  type Meant,
  readForLooking,
  type Shown,
  type TypedPerson,
  typedBirth,
} from '../../people/index.ts';
import { type NominationInput, nominationStateWords, nominationTransitions } from './nomination-rules.ts';
import {
  findMemberSeen,
  findOwnOpen,
  findVisibleStanding,
  insertNomination,
  isSeen,
  type LockedNomination,
  lockNomination,
  lockTyped,
  updateNomination,
} from './nomination-store.ts';

/** What the nominator said of those who are like whom they typed. */
export interface Checked extends Partial<Shown> {
  /** Absent where nobody asked them: a caller that is no form. */
  meant?: Exclude<Meant, { kind: 'ask' }>;
}

export type NominateInput = NominationInput & Checked & { again?: boolean };

/**
 * An agency nominates somebody, or hands in what a person asks for themselves. A repeat is refused only by what the
 * nominator may know: their own agency's nomination, or a person whom they see on the scheme or the list. Whether
 * anybody else knows the person, selection finds afterwards and tells selection staff alone; whether it may be somebody
 * whom the nominator did not see, the linkage service finds and tells the office.
 */
export const nominate = defineAct<NominateInput, { id: number }>({
  name: 'nomination:make',
  right: 'nomination:make',
  run: async (tx, asked, context) => {
    const { again, meant = { kind: 'nobody' }, shownPeople = [], shownRecords = [], ...input } = asked;
    const { actor, wrote, emit } = context;
    // Two tabs, or two colleagues at one moment: the second waits and then meets the first's.
    await lockTyped(tx, { ...input, agencyId: actor.agencyId });
    if (meant.kind === 'person') await refuseMember(tx, actor, meant.id);
    if (again !== true) await refuseRepeat(tx, actor, input);
    await refuseUnseen(tx, meant);
    const { id } = await insertNomination(tx, {
      ...input,
      schemeId: actor.schemeId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      meantPersonId: meant.kind === 'person' ? meant.id : null,
      meantRecordId: meant.kind === 'record' ? meant.id : null,
      notPeople: meant.kind === 'none' ? shownPeople : [],
      notRecords: meant.kind === 'none' ? shownRecords : [],
    });
    await emit('nomination-made', { nominationId: id });
    // Whoever was chosen is known: there is nothing to tell the office.
    if (meant.kind === 'none' || meant.kind === 'nobody')
      await leaveTyped(
        tx,
        context,
        { ...typedOf(input, context.today), shownPeople, shownRecords },
        { made: 'nomination', id },
      );
    await wrote({
      subject: 'nomination',
      subjectId: id,
      ...(meant.kind === 'person' ? { personId: meant.id } : {}),
      detail: { kind: input.kind, meant: meant.kind, shown: shownPeople.length + shownRecords.length },
    });
    return { id };
  },
});

/** As it is looked for: a number of no known form is left out, and whoever cannot be looked for is told by name and birth. */
function typedOf(input: NominationInput, today: Day): TypedPerson {
  const { givenName, familyName, identifier } = input;
  const birth = typedBirth(input);
  const born = birth.bornYear?.toString() ?? input.born;
  return (
    readForLooking({ given: givenName, family: familyName, born, identifier: identifier ?? '' }, today) ?? {
      ...{ givenName, familyName, ...birth, identifiers: [] },
    }
  );
}

/** Whoever sees that somebody is on the scheme is told so: of anybody else nothing is said. */
async function refuseMember(tx: Tx, actor: Actor, personId: number): Promise<void> {
  const member = await findMemberSeen(tx, actor.schemeId, personId);
  if (member === undefined) return;
  const text = `${member.name} is on the scheme already: there is nothing to send`;
  throw new WaymarkError('invalid', { text, fields: [{ field: 'choice', text }], data: { ...member } });
}

async function refuseRepeat(tx: Tx, actor: Actor, input: NominationInput): Promise<void> {
  const own = await findOwnOpen(tx, { ...input, agencyId: actor.agencyId });
  if (own !== undefined)
    throw invalid([
      {
        field: 'again',
        text: `Your agency nominated this person on ${showDay(londonDay(own.madeAt))}, and it is not answered yet`,
      },
    ]);
  const seen = await findVisibleStanding(tx, actor.schemeId, input);
  if (seen !== undefined)
    throw invalid([
      {
        field: 'again',
        text: seen.isMember
          ? 'Somebody of this name and date of birth is on the scheme'
          : 'Somebody of this name and date of birth is on the list of candidates',
      },
    ]);
}

/** Whom they chose they may still see. */
async function refuseUnseen(tx: Tx, meant: NonNullable<Checked['meant']>): Promise<void> {
  if (meant.kind !== 'person' && meant.kind !== 'record') return;
  if (await isSeen(tx, meant)) return;
  throw invalid([{ field: 'choice', text: 'Whoever you chose cannot be seen any more. Choose again' }]);
}

export interface NominationKey {
  id: number;
  version: number;
}

const about = ({ id }: { id: number }) => ({ subject: 'nomination', subjectId: id });

function nextState(nomination: LockedNomination, version: number, act: 'answer' | 'withdraw') {
  if (nomination.version !== version)
    throw staleVersion({ state: nominationStateWords[nomination.state], version: nomination.version });
  const state = nominationTransitions[nomination.state][act];
  if (state === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This nomination is “${nominationStateWords[nomination.state].toLowerCase()}”, so this cannot be done now.`,
      data: { allowed: Object.keys(nominationTransitions[nomination.state]) },
    });
  return state;
}

/** Answers the nominator, in words that selection staff choose; the list itself is changed by a candidate's own acts. */
export const answerNomination = defineAct<NominationKey & { answer: string }, { id: number }>({
  name: 'nomination:answer',
  right: 'candidate:propose',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const answer = input.answer.trim();
    if (answer === '') throw invalid([{ field: 'answer', text: 'Say what the nominator is told' }]);
    const state = nextState(await lockNomination(tx, actor.schemeId, input.id), input.version, 'answer');
    await updateNomination(tx, input.id, { state, staffId: actor.staffId, answer });
    await wrote({ ...about(input), detail: { state } });
    return { id: input.id };
  },
});

/** The nominator's agency takes it back; whoever was listed by it stands until their date. */
export const withdrawNomination = defineAct<NominationKey, { id: number }>({
  name: 'nomination:withdraw',
  right: 'nomination:make',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const nomination = await lockNomination(tx, actor.schemeId, input.id);
    if (nomination.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', { text: 'Only the agency that nominated may withdraw it.' });
    const state = nextState(nomination, input.version, 'withdraw');
    await updateNomination(tx, input.id, { state, staffId: actor.staffId, answer: null });
    await wrote({ ...about(input), detail: { state } });
    return { id: input.id };
  },
});
