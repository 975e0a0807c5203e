import { restrictAccess } from '../../access/reasons.ts';
import { type ActContext, defineAct } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { changeByPanel, reEnter, suspendByPanel } from '../membership/by-panel.ts';
import { joinScheme, leaveScheme } from '../membership/joining.ts';
import { firstReview, strandProblem } from '../membership/rules.ts';
import { findCandidateOf, lockCandidate, moveCandidate } from '../selection/candidates.ts';
import type { Strands } from '../selection/types.ts';
import { prepareMarkers, prepareTelling } from './aftermath.ts';
import { refuseUnless } from './agenda.ts';
import { listInterested, listSignersAgainst, noteInterest } from './agenda-store.ts';
import { notTheChair, panelRule, refuseBeforeItsDay, refuseStaleItem } from './refusals.ts';
import {
  answers,
  maySign,
  missingForQuorum,
  presentOf,
  quorumProblem,
  readDecision,
  signingProblem,
} from './rules.ts';
import { getItem, listAttendance, lockItem, lockMeeting, writeDecision } from './store.ts';
import type { Attendance, DecideInput, Item, Meeting, PanelRule } from './types.ts';

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
    await noteInterest(tx, item, { staffId: context.actor.staffId, now: context.now });
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
    const [attendance, interested, against] = await Promise.all([
      listAttendance(tx, meeting.id),
      listInterested(tx, item.id),
      listSignersAgainst(tx, [item.id]),
    ]);
    refuseUnfit(context, {
      meeting,
      attendance,
      interested,
      against: against.map(({ staffId }) => staffId),
    });
    const rule = await panelRule(tx, context);
    const checked = readDecision(item, input.version, formOf(input), rule.body);
    if ('errors' in checked) throw invalid(checked.errors);
    refuseAbsentDissent(checked.input, attendance);
    await writeDecision(tx, checked.input, {
      staffId: context.actor.staffId,
      now: context.now,
      present: presentOf(attendance, interested),
      ruleId: rule.id,
    });
    const membershipId = await carryOut(tx, context, {
      item,
      input: checked.input,
      rule: rule.body,
      meeting,
    });
    await prepareTelling(tx, context, { item, decision: input.decision, rule: rule.body });
    await prepareMarkers(tx, context, { item, decision: input.decision });
    await context.wrote({
      subject: 'panel_item',
      subjectId: item.id,
      personId: item.personId,
      detail: {
        decision: input.decision,
        reason: checked.input.reasonCode,
        meeting: meeting.id,
        corrects: item.corrects,
      },
    });
    await context.emit('panel-decided', {
      itemId: item.id,
      personId: item.personId,
      decision: input.decision,
    });
    return { membershipId };
  },
});

interface Sitting {
  meeting: Meeting;
  attendance: readonly Attendance[];
  interested: readonly number[];
  /** Who signed the decision that something is said against. */
  against: readonly number[];
}

/** @throws WaymarkError `not-allowed-now` below quorum, or where this person may not sign this decision. */
function refuseUnfit({ actor }: ActContext, { meeting, attendance, interested, against }: Sitting): void {
  const unquorate = quorumProblem(meeting, attendance, interested);
  if (unquorate !== undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `${unquorate} You may record attendance, declare interests and read the pack.`,
      data: { missing: missingForQuorum(meeting, attendance, interested) },
    });
  const present = attendance.filter(({ staffId }) => !interested.includes(staffId));
  const unsigned = signingProblem(actor, present, against);
  if (unsigned !== undefined) throw new WaymarkError('not-allowed-now', { text: unsigned });
}

/** Only an agency that was there can have disagreed. */
function refuseAbsentDissent({ dissenting = [] }: DecideInput, attendance: readonly Attendance[]): void {
  const there = new Set(
    attendance.filter(({ state }) => state === 'attended').map(({ agencyId }) => agencyId),
  );
  if (dissenting.some((id) => !there.has(id)))
    throw invalid([{ field: 'dissenting', text: 'Choose among the agencies that attended' }]);
}

const formOf = (input: DecideInput) => ({
  decision: input.decision,
  reasonCode: input.reasonCode ?? undefined,
  reason: input.reason,
  strand: input.strand,
  base: input.baseId === undefined ? undefined : String(input.baseId),
  tier: input.tier,
  dissenting: input.dissenting?.map(String),
  dissent: input.dissent,
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
  const { personId } = item;
  switch (input.decision) {
    case 'adopt':
      return adopt(tx, context, deciding, candidate?.statutory);
    case 'de-select':
      return leaveScheme(tx, context, {
        personId,
        reasonCode: input.reasonCode ?? 'other-arrangement',
        why: input.reason,
      });
    case 'change':
      return changeOf(tx, context, deciding);
    case 'suspend':
      return suspendByPanel(tx, context, { personId, why: input.reason });
    case 're-enter':
      return reEnter(tx, context, {
        personId,
        itemId: item.id,
        why: input.reason,
        reviewMonths: deciding.rule.reviewMonths,
      });
    default:
      return null;
  }
}

async function changeOf(tx: Tx, context: ActContext, { item, input }: Deciding): Promise<number> {
  if (input.tier !== undefined) await refuseUnknownTier(tx, context, input.tier);
  if (input.strand !== undefined) {
    const { body } = await ruleInForce<Strands>(tx, context.actor.schemeId, 'strands', context.today);
    const problem = strandProblem(input.strand, item.born, body, context.today);
    if (problem !== undefined) throw invalid([{ field: 'strand', text: problem }]);
  }
  return changeByPanel(tx, context, {
    personId: item.personId,
    strand: input.strand,
    tier: input.tier,
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
