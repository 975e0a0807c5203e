import { showDay } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import type { AnyMeasure, CommonFigures, GatherAsk, Measure, MeasureRule } from '../measures/types.ts';
import { type ChangeFigures, measureChange } from './change.ts';
import { publishChange, publishMatched, publishSeries, publishTrial } from './disclosure.ts';
import { type MatchedFigures, measureMatched } from './matched.ts';
import { listJoinedBetween } from './members-store.ts';
import { gatherPeople, type PeopleInput } from './people-input.ts';
import { outcomeDays, planSentence } from './rules.ts';
import { gatherSeries, measureSeries, type SeriesFigures, type SeriesInput } from './series.ts';
import { changeTable, matchedTable, seriesTable, trialTable } from './tables.ts';
import { gatherTrial, measureTrial, type TrialFigures, type TrialInput } from './trial.ts';
import { getTrialFacts } from './trial-store.ts';
import { type Design, designWords, measuredWords, type Plan, type Registered } from './types.ts';
import { changeCard, matchedCard, seriesCard, trialCard } from './words.ts';

/** What a comparison is not, without its plan: it is gathered for a plan alone (`measureOf`). */
const unplanned = async (): Promise<never> => {
  throw new WaymarkError('not-allowed-now', { text: 'A comparison is run from its plan.' });
};

const base = { definitionVersion: 1, calculationVersion: '2', gather: unplanned } as const;

const joinedLists = {
  lists: { joined: 'Joined in the days of the comparison' },
  rows: listJoinedBetween,
};
const noLists = { lists: {}, rows: async () => [] };

const matched: Measure<PeopleInput, MatchedFigures> = {
  ...base,
  ...joinedLists,
  code: 'comparison-matched',
  name: designWords.matched,
  define: () => definitions.matched,
  calculate: measureMatched,
  publish: publishMatched,
  card: matchedCard,
  table: matchedTable,
};

const change: Measure<PeopleInput, ChangeFigures> = {
  ...base,
  ...joinedLists,
  code: 'comparison-change',
  name: designWords.change,
  define: () => definitions.change,
  calculate: measureChange,
  publish: publishChange,
  card: changeCard,
  table: changeTable,
};

const series: Measure<SeriesInput, SeriesFigures> = {
  ...base,
  ...noLists,
  code: 'comparison-series',
  name: designWords.series,
  define: () => definitions.series,
  calculate: measureSeries,
  publish: publishSeries,
  card: seriesCard,
  table: seriesTable,
};

const trial: Measure<TrialInput, TrialFigures> = {
  ...base,
  ...noLists,
  code: 'comparison-trial',
  name: designWords.trial,
  define: () => definitions.trial,
  calculate: measureTrial,
  publish: publishTrial,
  card: trialCard,
  table: trialTable,
};

/** Measures that have a plan: not measured every night, but when somebody runs their plan. */
export const comparisonMeasures: readonly AnyMeasure[] = [matched, change, series, trial];

const definitions: Record<Design, string[]> = {
  matched: [
    'Who joined is matched, without putting back, to others of like records (one each; up to five where there are at least four times as many for each): within the same sex and bands of the number of offences in the baseline and of custody or none, then by the log-odds of joining within 0.2 of its standard deviation, those hardest to match first.',
    'The gate: every covariate within 0.1 of a standard deviation after matching, and no more than a fifth without a match. Where it is not passed there is no figure. What is left of unlikeness is taken out by what each person’s own record lets expect; the interval is by pairs.',
    'Level 4 where age and sex are matched on, level 3 otherwise. Nothing unmeasured is matched on.',
  ],
  change: [
    'The change of the rate of those who joined, from the baseline to the time afterwards, over the change of the others. Offences of one person may hang together; people count as independent.',
    'The gate: from the first to the second half of the baseline, when nobody had joined, both sides changed alike: the 95% interval of that ratio includes 1. Where it does not there is no figure.',
  ],
  series: [
    'Segmented regression of proven offences a month: level and slope before the change, and what changed of both at it; quasi-Poisson, with errors that let neighbouring months hang together (Newey–West) and a factor for small samples. Where another area is compared, its changes are taken off.',
    'At least 12 months on each side of the change.',
  ],
  trial: [
    'By intention to treat: everybody in the arm that they were drawn into, whatever they received, who dropped out included. Who asked that later data are not used is left out and counted.',
    'A proven reoffence was committed within the horizon from enrolment and proven in it or the 6 months after it. The test is the difference of the two shares with Newcombe’s interval; the ratio and Fisher’s exact test stand beside it and decide nothing.',
    'Level 5 where the analysis was registered before any of the outcome was on record, level 3 otherwise.',
  ],
};

const define = (plan: Plan, { planned }: Registered): string[] => [
  plan.design === 'series' ? `${planSentence(plan)}.` : `${planSentence(plan)}. ${measuredWords(plan)}.`,
  ...definitions[plan.design],
  planned
    ? 'The analysis was registered before any of the outcome was on record.'
    : 'Exploratory: when the analysis was registered, some of the outcome was on record already.',
];

/** As the trial now stands; people and area by the plan. */
async function requireCountable(
  tx: Parameters<AnyMeasure['gather']>[0],
  ask: GatherAsk,
  plan: Plan,
): Promise<void> {
  const { dataTo, rule } = ask;
  if (plan.design === 'trial') {
    const { state } = await getTrialFacts(tx, ask.schemeId, plan.trialId);
    if (state === 'closed' || state === 'revealed') return;
    throw new WaymarkError('not-allowed-now', {
      text: 'The trial has not closed. Outcomes are counted by arm only when nobody is enrolled any more.',
    });
  }
  const { countableOn } = outcomeDays(plan, rule);
  if (dataTo >= countableOn) return;
  throw new WaymarkError('not-allowed-now', {
    text: `Not yet countable: the data reach to ${showDay(dataTo)} and must reach ${showDay(countableOn)}, when the follow-up has ended and offences have had time to be proven.`,
  });
}

/** The measure of one plan, ready to be gathered. */
export function measureOf(plan: Plan, registered: Registered): AnyMeasure {
  const bind = <Input, Figures extends CommonFigures>(
    measure: Measure<Input, Figures>,
    gather: Measure<Input, Figures>['gather'],
  ): AnyMeasure => ({
    ...measure,
    define: (_rule: MeasureRule) => define(plan, registered),
    gather: async (tx, ask) => {
      await requireCountable(tx, ask, plan);
      return gather(tx, ask);
    },
  });
  switch (plan.design) {
    case 'matched':
      return bind(matched, (tx, ask) => gatherPeople(tx, ask, plan, registered));
    case 'change':
      return bind(change, (tx, ask) => gatherPeople(tx, ask, plan, registered));
    case 'series':
      return bind(series, (tx, ask) => gatherSeries(tx, ask, plan, registered));
    case 'trial':
      return bind(trial, (tx, ask) => gatherTrial(tx, ask, plan, registered));
  }
}
