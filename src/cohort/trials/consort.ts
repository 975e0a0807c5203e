import { type Day, londonDay } from '../../kernel/clock.ts';
import { suppressSmallNumbers } from '../../statistics/index.ts';
import { heldBackOf, strataOf, usableUntil } from './rules.ts';
import type { ArmFigures, ParticipantState, Protocol, TrialFigures } from './types.ts';

/** One person of a trial as the randomiser counts them. */
export interface Counted {
  state: ParticipantState;
  reasons: readonly string[];
  stratum: string | null;
  enrolledAt: Date | null;
  withdrewOn: Day | null;
  dataUntil: Day | null;
  lostOn: Day | null;
  /** Of the allocation. */
  arm: string | null;
  position: number | null;
  /** A contract was begun, or the arm needs none. */
  received: boolean;
}

/**
 * The boxes of the CONSORT flow. While people are being enrolled, the newest of each stratum (at least as many
 * as the largest block) are counted as randomised and in no arm: whatever stands by arm belongs to blocks that are complete.
 */
export function consortOf(
  protocol: Protocol,
  people: readonly Counted[],
  { isEnrolling, today }: { isEnrolling: boolean; today: Day },
): TrialFigures {
  const inState = (state: ParticipantState): Counted[] => people.filter((one) => one.state === state);
  const allocated = inState('allocated');
  const hold = isEnrolling ? heldBackOf(protocol) : 0;
  const sizes = new Map(
    strataOf(protocol.strata).map((stratum) => [
      stratum,
      allocated.filter((one) => one.stratum === stratum).length,
    ]),
  );
  const shown = allocated.filter(
    ({ stratum, position }) => (position ?? 0) < (sizes.get(stratum ?? '') ?? 0) - hold,
  );
  const excluded = inState('excluded');
  const reasons = [...protocol.questions.map(({ code }) => code), 'records'];
  return {
    assessed: people.length,
    // Whoever is ruled out by several is counted under the first.
    excluded: reasons.map((reason) => ({
      reason,
      people: excluded.filter((one) => one.reasons[0] === reason).length,
    })),
    refused: inState('refused').length,
    notYetEnrolled: inState('eligible').length,
    randomised: allocated.length,
    waiting: inState('enrolled').length,
    heldBack: allocated.length - shown.length,
    arms: protocol.arms.map(({ code, name }) =>
      armFigures(
        { code, name },
        protocol,
        shown.filter(({ arm }) => arm === code),
        today,
      ),
    ),
    strata: [...sizes].map(([stratum, enrolled]) => ({
      stratum,
      enrolled,
      arms: protocol.arms.map(
        ({ code }) => shown.filter((one) => one.stratum === stratum && one.arm === code).length,
      ),
    })),
  };
}

function armFigures(
  arm: { code: string; name: string },
  protocol: Protocol,
  people: readonly Counted[],
  today: Day,
): ArmFigures {
  const count = (is: (one: Counted) => boolean): number => people.filter(is).length;
  return {
    arm: arm.code,
    name: arm.name,
    allocated: people.length,
    received: count(({ received }) => received),
    withdrew: count(({ withdrewOn }) => withdrewOn !== null),
    lost: count(({ lostOn }) => lostOn !== null),
    dataStopped: count(({ dataUntil }) => dataUntil !== null),
    analysable: count(({ enrolledAt, dataUntil }) => {
      if (enrolledAt === null) return false;
      const { until, isWhole } = usableUntil(londonDay(enrolledAt), protocol.horizonMonths, dataUntil);
      return isWhole && until <= today;
    }),
  };
}

const small = (count: number | null): number | null =>
  count === null || (count > 0 && count < 5) ? null : count;

/**
 * The same for everybody who sees trials: no count of 1 to 4, and none from which one could be worked out. What is
 * part of a sum is protected with its sum; where a sum's own total would have to go, its parts go too.
 */
export function published(figures: TrialFigures): TrialFigures {
  const { excluded, arms, strata } = figures;
  const parts = [
    ...excluded.map(({ people }) => people ?? 0),
    figures.refused ?? 0,
    // Whoever waits for the list does so for a moment.
    (figures.notYetEnrolled ?? 0) + (figures.waiting ?? 0),
    figures.randomised ?? 0,
  ];
  const flow = suppressSmallNumbers(parts);
  const cell = (index: number): number | null => (flow.total === null ? null : (flow.cells[index] ?? null));
  const randomised = cell(excluded.length + 2);
  // Arms, by stratum, with those held back as a column of their own: one table whose sum is all that were randomised.
  const table = suppressSmallNumbers(
    strata.map(({ enrolled, arms: counts }) => [
      ...counts.map((count) => count ?? 0),
      (enrolled ?? 0) - counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    ]),
  );
  const isOpen = randomised !== null && table.total !== null;
  return {
    assessed: flow.total,
    excluded: excluded.map(({ reason }, index) => ({ reason, people: cell(index) })),
    refused: cell(excluded.length),
    notYetEnrolled: cell(excluded.length + 1),
    randomised,
    waiting: null,
    heldBack: isOpen ? (table.columnTotals.at(-1) ?? null) : null,
    arms: arms.map((arm, index) => publishedArm(arm, isOpen ? (table.columnTotals[index] ?? null) : null)),
    strata: strata.map(({ stratum }, row) => ({
      stratum,
      enrolled: isOpen ? (table.rowTotals[row] ?? null) : null,
      arms: arms.map((_, column) => (isOpen ? (table.cells[row]?.[column] ?? null) : null)),
    })),
  };
}

/** Each count of an arm splits the arm in two: shown only where neither side is small. */
function publishedArm(arm: ArmFigures, allocated: number | null): ArmFigures {
  const split = (count: number | null): number | null =>
    allocated === null || small(count) === null || small(allocated - (count ?? 0)) === null ? null : count;
  return {
    ...arm,
    allocated,
    received: split(arm.received),
    withdrew: split(arm.withdrew),
    lost: split(arm.lost),
    dataStopped: split(arm.dataStopped),
    analysable: split(arm.analysable),
  };
}
