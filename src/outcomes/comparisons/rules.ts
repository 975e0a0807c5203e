import { addDays, addMonths, type Day } from '../../kernel/clock.ts';
import type { StatisticsErrorCode } from '../../statistics/index.ts';
import type { MeasureRule } from '../measures/types.ts';
import type { ComparisonState, PeoplePlan, Plan, SeriesPlan } from './types.ts';

/** Months that a reoffence of a trial may take to be proven, as the Ministry counts. */
export const trialWaitingMonths = 6;

/**
 * Whether a plan was there before any of its outcome: nobody can then have chosen it by what came out. Without data, or
 * with an outcome that had not begun, it was.
 */
export const isPlanned = ({
  dataTo,
  outcomeFrom,
}: {
  dataTo: Day | null;
  outcomeFrom: Day | null;
}): boolean => dataTo === null || outcomeFrom === null || dataTo < outcomeFrom;

/** When the outcome of a plan begins, and how far data must reach for all of it; a trial’s are known by its trial. */
export function outcomeDays(
  plan: PeoplePlan | SeriesPlan,
  rule: Pick<MeasureRule, 'provenWithinMonths'>,
): { outcomeFrom: Day; countableOn: Day } {
  const [outcomeFrom, until] =
    plan.design === 'series'
      ? [plan.changeOn, addMonths(plan.changeOn, plan.monthsAfter)]
      : [plan.joinedFrom, addMonths(addDays(plan.joinedTo, 1), plan.followMonths)];
  return { outcomeFrom, countableOn: addDays(addMonths(until, rule.provenWithinMonths), -1) };
}

/** As `outcomeDays`, of a trial; nulls before it opened or while people are enrolled. */
export const trialDays = ({
  openedOn,
  lastEnrolledOn,
  horizonMonths,
}: {
  openedOn: Day | null;
  lastEnrolledOn: Day | null;
  horizonMonths: number;
}): { outcomeFrom: Day | null; countableOn: Day | null } => ({
  outcomeFrom: openedOn,
  countableOn: lastEnrolledOn === null ? null : addMonths(lastEnrolledOn, horizonMonths + trialWaitingMonths),
});

/** What can be done with a comparison, by its state. Running again is one more look, and counted. */
export const transitions: Record<ComparisonState, readonly ('run' | 'withdraw')[]> = {
  registered: ['run', 'withdraw'],
  asked: ['run'],
  running: [],
  done: ['run'],
  refused: ['run', 'withdraw'],
  withdrawn: [],
};

/** A run that the process did not live to end may be asked for again after so long. */
export const staleRunMinutes = 15;

export const mayRun = ({ state, stateAt }: { state: ComparisonState; stateAt: Date }, now: Date): boolean =>
  transitions[state].includes('run') ||
  (state === 'running' && now.getTime() - stateAt.getTime() > staleRunMinutes * 60_000);

export const isUnderWay = (state: ComparisonState): boolean => state === 'asked' || state === 'running';

/** Why an analysis has no figure, for whoever asked; without counts, because these words are published. */
const refusals: Partial<Record<StatisticsErrorCode, string>> = {
  'no-people': 'Nobody can be compared: nobody is left on one side.',
  'no-events':
    'Nobody has a proven offence in one of the periods that are divided by, so no ratio can be worked out.',
  'too-few-people':
    'Fewer than 30 people are left on one side. An interval for so few would mislead, so no figure is given.',
  'too-few-points': 'There are fewer than 12 months on one side of the change.',
  separation:
    'Something on record tells those who joined from all others without exception (separation), so nobody who joined has a like among the others. No figure is given.',
  collinear: 'Two of the things that people are matched on say the same, so they cannot be told apart.',
  'constant-covariate':
    'Something that people are matched on is the same for all of one side and another for the other, so nobody has a like.',
  'one-class-only': 'One side of the comparison is empty.',
  'not-converged': 'The model did not settle on an answer, so no figure is given.',
};

export const refusalWords = (code: StatisticsErrorCode): string =>
  refusals[code] ?? `The figures cannot be worked out (${code}).`;

/** The first day of a month. */
export const isMonthStart = (day: Day): boolean => day.endsWith('-01');

/** What a plan compares, in a sentence. */
export function planSentence(plan: Plan): string {
  if (plan.design === 'trial') return `Everybody allocated in ${plan.trial}, in the arm they were drawn into`;
  if (plan.design === 'series') {
    const other =
      plan.otherPlaces.length === 0
        ? 'with nothing else'
        : `with ${plan.otherPlaces.map(({ name }) => name).join(', ')}`;
    return `Proven offences a month in ${plan.places.map(({ name }) => name).join(', ')}, ${plan.monthsBefore} months before and ${plan.monthsAfter} after the change, compared ${other}`;
  }
  const whom = {
    'same-threshold': 'those whom the same rule found on the same days and no panel had adopted',
    'waiting-list': 'those whom a panel deferred in the same months',
    'other-area': `those whom the same rule found on the same days in ${plan.places.map(({ name }) => name).join(', ')}`,
  }[plan.group];
  return `Whoever joined${plan.base === null ? '' : ` at ${plan.base.name}`} with ${plan.threshold} or more proven offences in the baseline, compared with ${whom}`;
}
