import { restrictAccess } from '../../access/reasons.ts';
import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { joinScheme, leaveScheme } from '../membership/joining.ts';
import { findMembership } from '../membership/memberships.ts';
import { firstReview, strandProblem } from '../membership/rules.ts';
import { findCandidateOf, lockCandidate, moveCandidate } from '../selection/candidates.ts';
import type { Strands } from '../selection/types.ts';
import { closeItem, openItem, openTo, placeOnAgenda, refuseUnless } from './agenda.ts';
import {
  answers,
  beforeItsDay,
  maySign,
  missingForQuorum,
  movedDayProblem,
  presentOf,
  readDecision,
  signingProblem,
} from './rules.ts';
import {
  deleteItem,
  getItem,
  insertAttendance,
  insertMeeting,
  listAttendance,
  listItems,
  lockItem,
  lockMeeting,
  moveMeeting,
  updateAttendance,
  updateHeldOn,
  writeDecision,
} from './store.ts';
import {
  type AttendanceState,
  type DecideInput,
  decidedWords,
  type Item,
  type Meeting,
  type MeetingInput,
  type PanelRule,
  type Question,
} from './types.ts';

const panelRule = async (tx: Tx, { actor, today }: ActContext): Promise<PanelRule> =>
  (await ruleInForce<PanelRule>(tx, actor.schemeId, 'panel', today)).body;

const wroteMeeting = (context: ActContext, id: number, detail?: Record<string, string | number>) =>
  context.wrote({ subject: 'panel_meeting', subjectId: id, ...(detail === undefined ? {} : { detail }) });

/** Plans a meeting of the panel; its quorum is the scheme's rule. The chair is invited with the others. */
export const createMeeting = defineAct<MeetingInput, { id: number }>({
  name: 'panel:create',
  right: 'panel:prepare',
  run: async (tx, input, context) => {
    const { quorum } = await panelRule(tx, context);
    const { id } = await insertMeeting(tx, context.actor.schemeId, input, quorum);
    await insertAttendance(tx, id, [input.chairId, ...input.invited]);
    await wroteMeeting(context, id, { quorum });
    return { id };
  },
});

/** Invites a member of staff; once the agenda is issued they see its people at once. */
export const inviteToPanel = defineAct<{ meetingId: number; staffId: number }, { invited: boolean }>({
  name: 'panel:invite',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'invite');
    const added = await insertAttendance(tx, meeting.id, [input.staffId]);
    if (meeting.state === 'issued')
      for (const item of await listItems(tx, meeting.id)) await openTo(tx, meeting, item, added);
    await wroteMeeting(context, meeting.id, { staff: input.staffId });
    return { invited: added.length > 0 };
  },
});

/** Puts a candidate (to adopt) or a member (to de-select) on the agenda. */
export const addItem = defineAct<
  { meetingId: number; personId: number; question: Question; why: string | null },
  { id: number | null }
>({
  name: 'panel:add-item',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, context) => {
    const candidate = await findCandidateOf(tx, context.actor.schemeId, input.personId);
    if (input.question === 'adopt') {
      if (candidate === undefined)
        throw new WaymarkError('not-allowed-now', {
          text: 'Only a candidate can be proposed for adoption. This person is not on the list of candidates.',
        });
      await moveCandidate(tx, candidate, 'propose', input.why);
    } else if ((await findMembership(tx, input.personId)) === undefined) {
      throw new WaymarkError('not-allowed-now', { text: 'Only a member can be proposed for de-selection.' });
    }
    const id = await placeOnAgenda(tx, context, { ...input, candidateId: candidate?.id ?? null });
    await context.wrote({
      subject: 'panel_meeting',
      subjectId: input.meetingId,
      personId: input.personId,
      detail: { question: input.question, item: id },
    });
    return { id };
  },
});

/** Takes a person off the agenda before they are decided; a candidate goes back to the list. */
export const removeItem = defineAct<{ itemId: number; version: number }, { meetingId: number }>({
  name: 'panel:remove-item',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_item', subjectId: input.itemId }),
  run: async (tx, input, context) => {
    const item = await getItem(tx, input.itemId);
    refuseUnless(await lockMeeting(tx, item.meetingId), 'take-off');
    refuseStaleItem(item, input.version);
    await returnCandidate(tx, item);
    await closeItem(tx, item);
    await deleteItem(tx, item.id);
    await context.wrote({ subject: 'panel_item', subjectId: item.id, personId: item.personId });
    return { meetingId: item.meetingId };
  },
});

/** A candidate whom no panel decided stands on the list again. */
async function returnCandidate(tx: Tx, item: Item): Promise<void> {
  if (item.question !== 'adopt' || item.candidateId === null) return;
  const candidate = await lockCandidate(tx, item.candidateId);
  if (candidate.state === 'proposed') await moveCandidate(tx, candidate, 'withdraw', null);
}

/** Issues the agenda: the pack is drawn up, and everybody invited sees its people until seven days afterwards. */
export const issueAgenda = defineAct<{ meetingId: number; version: number }, { people: number }>({
  name: 'panel:issue',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'issue');
    refuseStaleMeeting(meeting, input.version);
    const items = await listItems(tx, meeting.id);
    if (items.length === 0)
      throw new WaymarkError('not-allowed-now', { text: 'There is nobody on the agenda yet.' });
    for (const item of items) await openItem(tx, context, meeting, item);
    await moveMeeting(tx, meeting.id, 'issued', context.now);
    await wroteMeeting(context, meeting.id, { people: items.length });
    return { people: items.length };
  },
});

/** The meeting takes place on another day. What its agenda opened closes seven days after the new one. */
export const moveMeetingDay = defineAct<{ meetingId: number; version: number; heldOn: Day }, { heldOn: Day }>(
  {
    name: 'panel:move',
    right: 'panel:prepare',
    about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
    run: async (tx, input, context) => {
      const meeting = await lockMeeting(tx, input.meetingId);
      refuseUnless(meeting, 'move');
      refuseStaleMeeting(meeting, input.version);
      const problem = movedDayProblem(input.heldOn, context.today);
      if (problem !== undefined) throw invalid([{ field: 'heldOn', text: problem }]);
      const [items, attendance] = [await listItems(tx, meeting.id), await listAttendance(tx, meeting.id)];
      if (items.some(({ decision }) => decision !== null))
        throw new WaymarkError('not-allowed-now', {
          text: 'The panel has decided: the date of the meeting stands.',
        });
      await updateHeldOn(tx, meeting.id, input.heldOn);
      if (meeting.state === 'issued')
        for (const item of items) {
          await closeItem(tx, item);
          const staffIds = attendance.map(({ staffId }) => staffId);
          await openTo(tx, { ...meeting, heldOn: input.heldOn }, item, staffIds);
        }
      await wroteMeeting(context, meeting.id, { held_on: input.heldOn });
      return { heldOn: input.heldOn };
    },
  },
);

/** Notes who attended, on the day or after it. The chair and those who prepare panels may. */
export const recordAttendance = defineAct<
  { meetingId: number; staffId: number; state: AttendanceState },
  { missing: number }
>({
  name: 'panel:attendance',
  right: 'panel:decide',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'attend');
    refuseBeforeItsDay(meeting, context.today);
    if (!maySign(context.actor, meeting)) throw notTheChair();
    if ((await updateAttendance(tx, meeting.id, input.staffId, input.state)) === 0)
      throw invalid([{ field: 'staff', text: 'This person is not invited to the meeting' }]);
    await wroteMeeting(context, meeting.id, { staff: input.staffId, state: input.state });
    return { missing: missingForQuorum(meeting, await listAttendance(tx, meeting.id)) };
  },
});

const notTheChair = (): WaymarkError =>
  new WaymarkError('right-missing', {
    text: 'The chair of this meeting or somebody who manages the scheme does this.',
  });

/** Declares an interest in a person on the agenda: from then on the one who declares does not see them. */
export const declareInterest = defineAct<{ itemId: number }, { declared: true }>({
  name: 'panel:declare-interest',
  right: 'see:panel',
  about: (input) => ({ subject: 'panel_item', subjectId: input.itemId }),
  run: async (tx, input, context) => {
    const item = await getItem(tx, input.itemId);
    await context.wrote({
      subject: 'panel_item',
      subjectId: item.id,
      personId: item.personId,
      detail: { staff: context.actor.staffId },
    });
    await restrictAccess(tx, {
      personId: item.personId,
      kind: 'exclude',
      staffId: context.actor.staffId,
      why: 'declared-interest',
    });
    return { declared: true };
  },
});

/**
 * Decides an item, and changes the cohort with it: one transaction. The meeting's day has come, the panel is quorate,
 * and the chair or somebody who manages the scheme, who attended, signs. A decision stands; a correction is a new one.
 */
export const decideItem = defineAct<DecideInput, { membershipId: number | null }>({
  name: 'panel:decide',
  right: 'panel:decide',
  about: (input) => ({ subject: 'panel_item', subjectId: input.itemId }),
  run: async (tx, input, context) => {
    const { meetingId } = await getItem(tx, input.itemId);
    const meeting = await lockMeeting(tx, meetingId);
    refuseUnless(meeting, 'decide');
    if (!maySign(context.actor, meeting)) throw notTheChair();
    refuseBeforeItsDay(meeting, context.today);
    const item = await lockItem(tx, input.itemId);
    refuseStaleItem(item, input.version);
    if (item.decision !== null)
      throw new WaymarkError('not-allowed-now', {
        text: 'This item is decided. A correction is a new decision.',
      });
    const attendance = await listAttendance(tx, meeting.id);
    const missing = missingForQuorum(meeting, attendance);
    if (missing > 0)
      throw new WaymarkError('not-allowed-now', {
        text: `Below quorum: ${meeting.quorum} must attend, and ${missing} more ${missing === 1 ? 'is' : 'are'} needed. You may record attendance, declare interests and read the pack.`,
        data: { missing },
      });
    const unsigned = signingProblem(context.actor, item, attendance);
    if (unsigned !== undefined) throw new WaymarkError('not-allowed-now', { text: unsigned });
    const rule = await panelRule(tx, context);
    const checked = readDecision(item, input.version, formOf(input), rule);
    if ('errors' in checked) throw invalid(checked.errors);
    await writeDecision(tx, checked.input, {
      staffId: context.actor.staffId,
      now: context.now,
      present: presentOf(attendance),
    });
    const membershipId = await carryOut(tx, context, { item, input: checked.input, rule, meeting });
    await context.wrote({
      subject: 'panel_item',
      subjectId: item.id,
      personId: item.personId,
      detail: { decision: input.decision, reason: checked.input.reasonCode, meeting: meeting.id },
    });
    await context.emit('panel-decided', {
      itemId: item.id,
      personId: item.personId,
      decision: input.decision,
    });
    return { membershipId };
  },
});

const formOf = (input: DecideInput) => ({
  decision: input.decision,
  reasonCode: input.reasonCode ?? undefined,
  reason: input.reason,
  strand: input.strand,
  base: input.baseId === undefined ? undefined : String(input.baseId),
  tier: input.tier,
});

interface Deciding {
  item: Item;
  input: DecideInput;
  rule: PanelRule;
  meeting: Meeting;
}

/** What the decision does: to the candidate by the table of answers, and to the membership. */
async function carryOut(tx: Tx, context: ActContext, deciding: Deciding): Promise<number | null> {
  const { item, input } = deciding;
  const candidate =
    item.candidateId === null
      ? await findCandidateOf(tx, context.actor.schemeId, item.personId)
      : await lockCandidate(tx, item.candidateId);
  const move = answers[item.question][input.decision];
  // First the candidate: once somebody has left, whoever decided may no longer reach the row.
  if (candidate !== undefined && move !== undefined && move !== null) {
    const isOutOfStep = move === 'leave' && candidate.state !== 'adopted';
    if (!isOutOfStep) await moveCandidate(tx, candidate, move, input.reason);
  }
  if (input.decision === 'adopt') return adopt(tx, context, deciding, candidate?.statutory);
  if (input.decision !== 'de-select') return null;
  return leaveScheme(tx, context, {
    personId: item.personId,
    reasonCode: input.reasonCode ?? 'other-arrangement',
    why: input.reason,
  });
}

async function adopt(
  tx: Tx,
  context: ActContext,
  { item, input, rule }: Deciding,
  statutory: 'statutory' | 'voluntary' | undefined,
): Promise<number> {
  const { actor, today } = context;
  const strands = (await ruleInForce<Strands>(tx, actor.schemeId, 'strands', today)).body;
  const problem = strandProblem(input.strand ?? '', item.born, strands, today);
  if (problem !== undefined) throw invalid([{ field: 'strand', text: problem }]);
  const baseId = input.baseId ?? 0;
  if (
    (await tx.maybe(sql`select id from base where id = ${baseId} and scheme_id = ${actor.schemeId}`)) ===
    undefined
  )
    throw invalid([{ field: 'base', text: 'Choose a base' }]);
  if (input.tier !== undefined) await refuseUnknownTier(tx, context, input.tier);
  return joinScheme(tx, context, {
    personId: item.personId,
    strand: input.strand ?? '',
    baseId,
    tier: input.tier ?? null,
    rag: 'none',
    statutory: statutory ?? 'voluntary',
    nextReview: firstReview(today, rule.reviewMonths),
    itemId: item.id,
    why: input.reason,
  });
}

async function refuseUnknownTier(tx: Tx, { actor, today }: ActContext, tier: string): Promise<void> {
  const { tiers } = (await ruleInForce<{ tiers: { code: string }[] }>(tx, actor.schemeId, 'tiers', today))
    .body;
  if (!tiers.some(({ code }) => code === tier)) throw invalid([{ field: 'tier', text: 'Choose a tier' }]);
}

/** Closes the meeting. Candidates whom it did not decide stand on the list again. */
export const closeMeeting = defineAct<{ meetingId: number; version: number }, { undecided: number }>({
  name: 'panel:close',
  right: 'panel:decide',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'close');
    if (!maySign(context.actor, meeting)) throw notTheChair();
    refuseStaleMeeting(meeting, input.version);
    const undecided = (await listItems(tx, meeting.id)).filter(({ decision }) => decision === null);
    for (const item of undecided) await returnCandidate(tx, item);
    await moveMeeting(tx, meeting.id, 'held', context.now);
    await wroteMeeting(context, meeting.id, { undecided: undecided.length });
    return { undecided: undecided.length };
  },
});

function refuseBeforeItsDay(meeting: Meeting, today: Day): void {
  const text = beforeItsDay(meeting, today);
  if (text !== undefined) throw new WaymarkError('not-allowed-now', { text });
}

function refuseStaleItem(item: Item, version: number): void {
  if (item.version === version) return;
  throw staleVersion({
    text:
      item.decision === null
        ? 'The item was changed.'
        : `${decidedWords[item.decision]} by ${item.decidedBy}: ${item.reason ?? ''}`,
    version: item.version,
  });
}

function refuseStaleMeeting(meeting: Meeting, version: number): void {
  if (meeting.version !== version)
    throw staleVersion({
      text: `The meeting is now at version ${meeting.version}.`,
      version: meeting.version,
    });
}
