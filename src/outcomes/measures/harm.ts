import { findWeightTable, isOfClass, weightKey } from '../../cohort/index.ts';
import { showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { beforeAfterTable, expectedWords, roundedInterval } from '../claims/card.ts';
import { definitionOfHarm } from './definitions.ts';
import { notPublishable, publish, shownCount } from './disclosure.ts';
import {
  type HarmFigures,
  type HarmInput,
  type HarmRow,
  harmRowOf,
  measureHarm,
  type WeightSet,
} from './harm-rules.ts';
import { digestOf, eachMember, gatherBeforeAfter, inNoOrder } from './members.ts';
import { joinedLists, listJoined } from './rows-store.ts';
import { windowsOf } from './rules.ts';
import {
  type CardWords,
  type FigureRow,
  type GatherAsk,
  type Gathered,
  harmBeforeAfter,
  type Measure,
  type Published,
} from './types.ts';

/** Weighted by a published table that the scheme has on file; without one it says so. */
export const harmMeasure: Measure<HarmInput, HarmFigures> = {
  code: harmBeforeAfter,
  name: 'Harm before and after joining',
  definitionVersion: 1,
  calculationVersion: '1',
  define: definitionOfHarm,
  gather,
  calculate: measureHarm,
  publish: publishHarm,
  card,
  table,
  lists: { followed: joinedLists.followed },
  rows: (tx, ask) =>
    ask.figures.count === null ? Promise.resolve([]) : listJoined(tx, { ...ask, figures: ask.figures.count }),
};

async function gather(tx: Tx, ask: GatherAsk): Promise<Gathered<HarmInput>> {
  const { rule, dataTo } = ask;
  const found =
    rule.harm === undefined ? undefined : await findWeightTable(tx, ask.schemeId, rule.harm.layout, ask.on);
  if (rule.harm === undefined || found === undefined) {
    const input = { dataTo, set: null, rows: [], count: null };
    // Not the day: nothing is measured, so the data are of no account.
    return { input, read: digestOf({ none: rule.harm?.layout ?? null }) };
  }
  const { harm } = rule;
  const { weights, ...known } = found;
  const set: WeightSet = { layout: harm.layout, ...known, withoutClasses: harm.withoutClasses };
  const count = await gatherBeforeAfter(tx, ask);
  const windows = windowsOf(rule, dataTo);
  const rows: HarmRow[] = [];
  await eachMember(tx, ask, (history) => {
    const row = harmRowOf(history, rule, windows, {
      weightOf: (code) => (code === null ? undefined : weights.get(weightKey(code))),
      isGrave: (code) => isOfClass(code, harm.withoutClasses),
    });
    if (row !== undefined) rows.push(row);
  });
  const sorted = inNoOrder(rows);
  return {
    input: { dataTo, set, rows: sorted, count: count.input },
    read: digestOf({ set, count: count.read, rows: sorted }),
  };
}

const digits = (value: number | null | undefined): number | null =>
  value == null ? null : Number(value.toFixed(2));

function card(figures: HarmFigures): CardWords | null {
  const { change, count, set, rateBefore, rateAfter, counted } = figures;
  if (counted === 0 || set === null || count === null || rateBefore === null || rateAfter === null)
    return null;
  const ends = change === null ? null : roundedInterval(change);
  const decided = ends !== null && (ends.high < 1 || ends.low > 1);
  const numbers = `weight ${rateAfter.toFixed(1)} per person-year at liberty after joining, ${rateBefore.toFixed(1)} before (${counted} people)`;
  const side = (ends?.high ?? 1) < 1 ? 'lower' : 'higher';
  return {
    level: 1,
    headline: decided
      ? `The weighed harm of proven offences was ${side} after joining than before: ${numbers}.`
      : `We cannot tell whether the scheme raises or lowers reoffending. The weighed harm was ${numbers}.`,
    counts: [
      { label: 'People counted', value: counted, list: 'followed' },
      { label: 'Proven offences before joining', value: count.before.offences },
      { label: 'Proven offences after joining', value: count.after.offences },
      { label: 'Ratio of the count, after to before', value: digits(count.change?.ratio) },
      { label: 'Ratio of the count to what was expected', value: digits(count.expected?.index.ratio) },
      { label: 'Offences whose code the table does not know, weighing nothing', value: figures.unknownCodes },
    ],
    window: `${count.rule.baselineMonths} months before joining; from joining to ${showDay(count.followedTo)} for everybody. Weights: ${set.name}, in force from ${showDay(set.validFrom)}${set.example ? ' (Example)' : ''}`,
    timeAtRisk: 'Custody is taken out of both periods, as in the count',
    comparison: null,
    interval:
      ends === null
        ? null
        : { ...ends, confidence: 95, scale: 'ratio', of: 'ratio of harm after to before, the same people' },
    expectedUnderNothing: `Of the count: ${expectedWords(count)}. What harm would be expected is not worked out: the gravest 1 in 100 offences make ${share(figures.shareOfTopOffences)} of every 100 units of it`,
    leftOut: [],
    dataTo: showDay(figures.dataTo),
  };
}

const share = (value: number | null): number => Math.round(100 * (value ?? 0));

function table(figures: HarmFigures): FigureRow[] {
  const { set, change, withoutGravest, count } = figures;
  if (set === null) {
    return [
      ['Data to', figures.dataTo],
      ['Table of weights', 'none on file'],
    ];
  }
  return [
    ['Design level (0 to 5)', figures.level],
    ['Data to', figures.dataTo],
    ['Table of weights', set.name],
    ['Where the table is from', set.source],
    ['Table in force from', set.validFrom],
    ['SHA-256 of the table', set.sha256],
    ['People counted', figures.counted],
    ['Harm before', digits(figures.before)],
    ['Harm after', digits(figures.after)],
    ['Harm per person-year before', digits(figures.rateBefore)],
    ['Harm per person-year after', digits(figures.rateAfter)],
    ['Ratio of harm, after to before', digits(change?.ratio)],
    ['Ratio of harm: lower 95% limit', change === null ? null : (roundedInterval(change)?.low ?? null)],
    ['Ratio of harm: upper 95% limit', change === null ? null : (roundedInterval(change)?.high ?? null)],
    [`Ratio of harm without classes ${set.withoutClasses.join(', ')}`, digits(withoutGravest?.ratio)],
    ['Share of harm by the gravest 1 in 100 offences', digits(figures.shareOfTopOffences)],
    ['Share of harm by the gravest 1 in 100 people', digits(figures.shareOfTopPeople)],
    ['Offences whose code the table does not know', figures.unknownCodes],
    ...(count === null
      ? []
      : beforeAfterTable(count).map(([name, value]): FigureRow => [`Count: ${name}`, value])),
  ];
}

/**
 * Nothing of harm where the count may not be published. The share of the gravest is that of a few offences or people
 * (1 in 100 of some hundreds), so it is published only where these are not few.
 */
function publishHarm(figures: HarmFigures, countedBefore: number | undefined): Published<HarmFigures> {
  const why = notPublishable(figures, countedBefore);
  if (why !== undefined || figures.count === null) return { why: why ?? 'The count cannot be published.' };
  const count = publish(figures.count, countedBefore);
  if ('why' in count) return count;
  const offences = figures.count.before.offences + figures.count.after.offences;
  return {
    figures: {
      ...figures,
      count: count.figures,
      unknownCodes: shownCount(figures.unknownCodes),
      // Those with and without the gravest would give away what a few weigh.
      withoutGravest: null,
      shareOfTopOffences: offences < 500 ? null : figures.shareOfTopOffences,
      shareOfTopPeople: figures.counted < 500 ? null : figures.shareOfTopPeople,
    },
  };
}
