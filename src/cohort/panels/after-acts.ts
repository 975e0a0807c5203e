import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, londonDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { type Needs, whyUnfit } from '../../scheme/skills.ts';
import { findMembership } from '../membership/memberships.ts';
import {
  aheadDayProblem,
  appealable,
  doneDayProblem,
  emptyErrors,
  errorOf,
  gapsOf,
  representationDays,
  tellingTransitions,
} from './after-rules.ts';
import {
  endAction,
  endMarker,
  hearAt,
  insertAction,
  insertRepresentation,
  insertVoluntary,
  lockAction,
  lockMarker,
  lockRepresentation,
  lockTelling,
  writeTelling,
} from './after-store.ts';
import {
  type MadeBy,
  type Telling,
  type TellingAct,
  type TellingState,
  type ToldHow,
  tellingWords,
} from './after-types.ts';
import { placeOnAgenda } from './agenda.ts';
import { notTheChair, panelRule } from './refusals.ts';
import { maySign } from './rules.ts';
import { getItem, getMeeting } from './store.ts';
import type { RepresentationKind } from './types.ts';

const refuse = (errors: FieldError[]): void => {
  if (errors.length > 0) throw invalid(errors);
};

/** The letter as it stands, locked; refused where it was changed meanwhile or the act has no place now. */
async function lockFor(
  tx: Tx,
  input: { id: number; version: number },
  act: TellingAct,
): Promise<{ telling: Telling; next: TellingState }> {
  const telling = await lockTelling(tx, input.id);
  if (telling.version !== input.version)
    throw staleVersion({ text: `${tellingWords[telling.state]}. ${telling.text}`, version: telling.version });
  const next = tellingTransitions[telling.state][act];
  if (next === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This cannot be done while it says “${tellingWords[telling.state].toLowerCase()}”.`,
      data: { allowed: Object.keys(tellingTransitions[telling.state]) },
    });
  return { telling, next };
}

const wroteTelling = (context: ActContext, telling: Telling, state: TellingState): Promise<void> =>
  context.wrote({
    subject: 'panel_telling',
    subjectId: telling.id,
    personId: telling.personId,
    detail: { state },
  });

/** Another wording of the letter, before it is given. */
export const writeLetter = defineAct<{ id: number; version: number; text: string }, { id: number }>({
  name: 'panel:write-letter',
  right: 'panel:prepare',
  run: async (tx, input, context) => {
    const { telling, next } = await lockFor(tx, input, 'write');
    refuse(emptyErrors({ text: [input.text, 'Write the letter'] }));
    await writeTelling(tx, telling.id, { state: next, text: input.text.trim() });
    await wroteTelling(context, telling, next);
    return { id: telling.id };
  },
});

/** Asks that the person is not told yet, because telling them may put somebody in danger. */
export const askDeferral = defineAct<
  { id: number; version: number; why: string; reviewOn: Day },
  { id: number }
>({
  name: 'panel:ask-deferral',
  right: 'contact:record',
  run: async (tx, input, context) => {
    const { telling, next } = await lockFor(tx, input, 'ask-deferral');
    refuse([
      ...emptyErrors({ why: [input.why, 'Say who may be in danger if they are told, and why'] }),
      ...errorOf('reviewOn', aheadDayProblem(input.reviewOn, context.today)),
    ]);
    await writeTelling(tx, telling.id, {
      state: next,
      deferWhy: input.why.trim(),
      askedBy: context.actor.staffId,
      approvedBy: null,
      reviewOn: input.reviewOn,
    });
    await wroteTelling(context, telling, next);
    return { id: telling.id };
  },
});

/** Somebody else than whoever asked approves, or refuses; or ends it early. */
export const decideDeferral = defineAct<
  { id: number; version: number; answer: 'approve' | 'refuse' | 'end' },
  { state: TellingState }
>({
  name: 'panel:decide-deferral',
  right: 'panel:prepare',
  run: async (tx, input, context) => {
    const { telling, next } = await lockFor(tx, input, `${input.answer}-deferral`);
    const { staffId } = context.actor;
    if (input.answer === 'approve' && telling.deferAskedById === staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'You asked for it. Somebody else who manages the scheme approves it.',
      });
    await writeTelling(tx, telling.id, {
      state: next,
      ...(input.answer === 'approve'
        ? { approvedBy: staffId }
        : { deferWhy: null, askedBy: null, approvedBy: null, reviewOn: null }),
    });
    await wroteTelling(context, telling, next);
    return { state: next };
  },
});

/** The person was told, and how: the letter is closed by that. */
export const tellPerson = defineAct<
  { id: number; version: number; toldOn: Day; how: ToldHow },
  { id: number }
>({
  name: 'panel:tell',
  right: 'contact:record',
  run: async (tx, input, context) => {
    const { telling, next } = await lockFor(tx, input, 'tell');
    const [gap] = gapsOf(telling.text);
    if (gap !== undefined)
      throw new WaymarkError('not-allowed-now', {
        text: `The letter still says “${gap}”. Whoever prepares the panel fills it in first.`,
      });
    const item = await getItem(tx, telling.itemId);
    const decidedOn = item.decidedAt === null ? undefined : londonDay(item.decidedAt);
    refuse(errorOf('toldOn', doneDayProblem(input.toldOn, context.today, decidedOn)));
    await writeTelling(tx, telling.id, {
      state: next,
      toldOn: input.toldOn,
      toldBy: context.actor.staffId,
      toldHow: input.how,
    });
    await wroteTelling(context, telling, next);
    return { id: telling.id };
  },
});

export interface RepresentationInput {
  itemId: number;
  kind: RepresentationKind;
  madeOn: Day;
  madeBy: MadeBy;
  said: string;
}

/** Takes down what is said against a decision. It is taken down after the last day too, and says that it is late. */
export const takeRepresentation = defineAct<RepresentationInput, { id: number }>({
  name: 'panel:take-representation',
  right: 'contact:record',
  about: (input) => ({ subject: 'panel_item', subjectId: input.itemId }),
  run: async (tx, input, context) => {
    const item = await getItem(tx, input.itemId);
    if (item.decision === null || item.decidedAt === null || !appealable.includes(item.decision))
      throw new WaymarkError('not-allowed-now', {
        text: 'There is no decision here to say something against.',
      });
    const decidedOn = londonDay(item.decidedAt);
    refuse([
      ...errorOf('madeOn', doneDayProblem(input.madeOn, context.today, decidedOn)),
      ...emptyErrors({ said: [input.said, 'Write what was said'] }),
    ]);
    const { body } = await panelRule(tx, context);
    const { id } = await insertRepresentation(tx, {
      ...input,
      said: input.said.trim(),
      ...representationDays(decidedOn, input.madeOn, body),
      personId: item.personId,
      schemeId: context.actor.schemeId,
      recordedBy: context.actor.staffId,
    });
    await context.wrote({
      subject: 'panel_representation',
      subjectId: id,
      personId: item.personId,
      detail: { item: item.id, kind: input.kind },
    });
    return { id };
  },
});

/** Puts a representation on the agenda of a panel. Whoever signed the decision does not sign the answer. */
export const hearRepresentation = defineAct<{ id: number; meetingId: number }, { itemId: number | null }>({
  name: 'panel:hear-representation',
  right: 'panel:prepare',
  run: async (tx, input, context) => {
    const found = await lockRepresentation(tx, input.id);
    if (!found.isWaiting)
      throw new WaymarkError('not-allowed-now', { text: 'It is on an agenda already, or heard.' });
    const itemId = await placeOnAgenda(tx, context, {
      meetingId: input.meetingId,
      personId: found.personId,
      candidateId: null,
      question: 'representation',
      source: 'representation',
      why: `${found.kind === 'appeal' ? 'Appeal' : 'Representation'} of ${showDay(found.madeOn)}, to be heard by ${showDay(found.hearBy)}`,
    });
    if (itemId !== null) await hearAt(tx, found.id, itemId);
    await context.wrote({
      subject: 'panel_representation',
      subjectId: found.id,
      personId: found.personId,
      detail: { meeting: input.meetingId, item: itemId },
    });
    return { itemId };
  },
});

/** An agency's own marker was set or cleared by hand, with what their system calls it; or is not needed. */
export const finishMarker = defineAct<
  { id: number; version: number; state: 'done' | 'not-needed'; reference: string },
  { id: number }
>({
  name: 'panel:finish-marker',
  right: 'contact:record',
  run: async (tx, input, context) => {
    const marker = await lockMarker(tx, input.id);
    const { actor } = context;
    if (marker.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', { text: 'Each agency sets and clears its own markers.' });
    if (marker.version !== input.version || marker.state !== 'to-do')
      throw staleVersion({
        text: `It is done: ${marker.reference ?? 'no reference'}`,
        version: marker.version,
      });
    refuse(
      emptyErrors({
        reference: [
          input.reference,
          input.state === 'done' ? 'Enter the reference in your own system' : 'Say why it is not needed',
        ],
      }),
    );
    await endMarker(tx, marker.id, {
      state: input.state,
      reference: input.reference.trim(),
      day: context.today,
      staffId: actor.staffId,
    });
    await context.wrote({
      subject: 'agency_marker',
      subjectId: marker.id,
      personId: marker.personId,
      detail: { state: input.state, marker: marker.marker },
    });
    return { id: marker.id };
  },
});

/** An action that the panel gives to somebody, about an item or about nobody. */
export const giveAction = defineAct<
  {
    meetingId: number;
    itemId: number | null;
    what: string;
    staffId: number;
    dueOn: Day;
    /** What it asks of whoever does it; nothing unless given. */
    needs?: Needs;
    /** Why somebody without that does it all the same. */
    override?: string | null;
  },
  { id: number }
>({
  name: 'panel:give-action',
  right: 'panel:decide',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await getMeeting(tx, input.meetingId);
    if (!maySign(context.actor, meeting)) throw notTheChair();
    refuse([
      ...emptyErrors({ what: [input.what, 'Say what is to be done'] }),
      ...errorOf('staff', input.staffId > 0 ? undefined : 'Choose who does it'),
      ...errorOf('dueOn', aheadDayProblem(input.dueOn, context.today)),
    ]);
    const item = input.itemId === null ? null : await getItem(tx, input.itemId);
    const needs = input.needs ?? { needsRole: null, needsSkill: null };
    const unfit = await whyUnfit(tx, {
      ...needs,
      schemeId: context.actor.schemeId,
      staffId: input.staffId,
      on: context.today,
    });
    const override = input.override?.trim() || null;
    if (unfit !== undefined && override === null)
      throw invalid([
        { field: 'override', text: `${unfit}. Choose somebody else, or say why they do it all the same` },
      ]);
    const { id } = await insertAction(tx, {
      ...needs,
      override:
        unfit === undefined || override === null ? null : { by: context.actor.staffId, why: override },
      schemeId: context.actor.schemeId,
      meetingId: meeting.id,
      itemId: item?.id ?? null,
      personId: item?.personId ?? null,
      what: input.what.trim(),
      staffId: input.staffId,
      dueOn: input.dueOn,
      madeBy: context.actor.staffId,
    });
    await context.wrote({
      subject: 'panel_action',
      subjectId: id,
      personId: item?.personId,
      detail: { meeting: meeting.id, staff: input.staffId, overridden: unfit !== undefined },
    });
    return { id };
  },
});

/** Done, or not to be done any more, by whoever has it or manages the scheme. */
export const finishAction = defineAct<
  { id: number; version: number; state: 'done' | 'dropped'; note: string },
  { id: number }
>({
  name: 'panel:finish-action',
  right: 'see:identity',
  run: async (tx, input, context) => {
    const action = await lockAction(tx, input.id);
    if (action.version !== input.version || action.state !== 'open')
      throw staleVersion({ text: `It is ${action.state}: ${action.note ?? ''}`, version: action.version });
    if (input.state === 'dropped')
      refuse(emptyErrors({ note: [input.note, 'Say why it is not to be done any more'] }));
    await endAction(tx, action.id, {
      state: input.state,
      day: context.today,
      staffId: context.actor.staffId,
      note: input.note.trim() || null,
    });
    await context.wrote({
      subject: 'panel_action',
      subjectId: action.id,
      personId: action.personId ?? undefined,
      detail: { state: input.state },
    });
    return { id: action.id };
  },
});

export interface VoluntaryInput {
  personId: number;
  what: 'agreed' | 'withdrawn';
  onDay: Day;
  inWriting: boolean;
  words: string;
}

/**
 * A voluntary member agrees to be on the scheme, or withdraws. Withdrawal changes nothing by itself: it starts no
 * enforcement, counts as no failure and takes nobody off; a panel looks at it.
 */
export const recordVoluntary = defineAct<VoluntaryInput, { id: number }>({
  name: 'panel:voluntary',
  right: 'contact:record',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, context) => {
    const membership = await findMembership(tx, input.personId);
    if (membership === undefined)
      throw new WaymarkError('not-allowed-now', { text: 'This person is not on the scheme.' });
    if (membership.statutory === 'statutory')
      throw new WaymarkError('not-allowed-now', {
        text: 'They are on the scheme under an order or a licence, which nobody agrees to or withdraws from.',
      });
    refuse([
      ...errorOf('onDay', doneDayProblem(input.onDay, context.today, membership.joinedOn)),
      ...emptyErrors({ words: [input.words, 'Write what they said, in their words'] }),
    ]);
    const { id } = await insertVoluntary(tx, {
      ...input,
      words: input.words.trim(),
      membershipId: membership.id,
      agencyId: context.actor.agencyId,
      staffId: context.actor.staffId,
      now: context.now,
    });
    await context.wrote({
      subject: 'voluntary_agreement',
      subjectId: id,
      personId: input.personId,
      detail: { what: input.what },
    });
    return { id };
  },
});
