import { type Dimension, dimensions, type FairnessRule, groupOf, groupsOf } from '../../cohort/index.ts';
import { addMonths, type Day, showShortDay } from '../../kernel/clock.ts';
import { areaUnderCurve, calibration, normalQuantile, suppressSmallNumbers } from '../../statistics/index.ts';
import { smallest } from '../measures/disclosure.ts';
import {
  type Band,
  type Figure,
  horizonOf,
  type InstrumentFigures,
  type Judged,
  type Line,
  provenWithin,
  type ScoreFigures,
} from './types.ts';

/** Fewer people than this, or fewer on either side, and no figure is drawn of them. */
export const fewestPeople = 30;
export const fewestOnASide = 10;
/** No more half-years than this are looked at. */
const mostHalfYears = 8;
/** What must be on record before the first day that is scored. */
const monthsOnRecord = 24;

/**
 * The first days of half-years that can be checked: two years of records lie before each, and whoever reoffended in the
 * horizon has had the time to be proven to. Oldest first.
 */
export function indexDays(dataFrom: Day, dataTo: Day, horizonMonths: number): Day[] {
  const first = addMonths(dataFrom, monthsOnRecord);
  const days: Day[] = [];
  for (let year = Number(first.slice(0, 4)); year <= Number(dataTo.slice(0, 4)); year++)
    for (const day of [`${year}-01-01`, `${year}-07-01`])
      if (day >= first && addMonths(day, horizonMonths + provenWithin) <= dataTo) days.push(day);
  return days.slice(-mostHalfYears);
}

const figure = ({ estimate, lower, upper }: Figure): Figure => ({
  estimate: rounded(estimate),
  lower: rounded(lower),
  upper: rounded(upper),
});

/** Three digits: more would tell of single people. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

const count = (rows: readonly Judged[]): [reoffended: number, not: number] => {
  const reoffended = rows.filter((row) => row.reoffended).length;
  return [reoffended, rows.length - reoffended];
};

const hasEnough = (rows: readonly Judged[]): boolean => {
  const [reoffended, not] = count(rows);
  return rows.length >= fewestPeople && reoffended >= fewestOnASide && not >= fewestOnASide;
};

const isChance = (instrument: string): boolean => instrument !== 'matrix';

/** Strictly between 0 and 1, because a certain prediction has no logit. */
const chanceOf = ({ value }: Judged): number => Math.min(0.995, Math.max(0.005, value / 100));

const outcomes = (rows: readonly Judged[]): number[] => rows.map((row) => (row.reoffended ? 1 : 0));

const aucOf = (rows: readonly Judged[]): Figure =>
  figure(
    areaUnderCurve(
      rows.map(({ value }) => value),
      outcomes(rows),
    ),
  );

function calibrationOf(rows: readonly Judged[]): { ratio: Figure | null; slope: Figure | null } {
  const { expectedOverObserved, slope } = calibration(rows.map(chanceOf), outcomes(rows), { bins: 2 });
  return {
    ratio: expectedOverObserved === null ? null : figure(expectedOverObserved),
    slope: slope === null ? null : figure(slope),
  };
}

interface Group {
  code: string;
  name: string;
  rows: readonly Judged[];
}

/**
 * A table of groups by how many reoffended: small counts are left out, with as many others as it takes that none can be
 * worked out from the whole, and with them every figure of theirs.
 */
function linesOf(groups: readonly Group[]): Line[] {
  const counted = groups.filter(({ rows }) => rows.length > 0);
  if (counted.length === 0) return [];
  const { cells } = suppressSmallNumbers(
    counted.map(({ rows }) => count(rows)),
    { threshold: smallest },
  );
  return counted.map(({ code, name, rows }, place) => {
    const [reoffended = null, not = null] = cells[place] ?? [];
    const isShown = reoffended !== null && not !== null;
    const draws = isShown && hasEnough(rows);
    return {
      code,
      name,
      people: isShown ? rows.length : null,
      reoffended: isShown ? reoffended : null,
      auc: draws ? aucOf(rows) : null,
      ratio: draws && isChance(rows[0]?.instrument ?? '') ? calibrationOf(rows).ratio : null,
    };
  });
}

/** As many bands as can be shown, five at most: each has none or enough on either side. */
function bandsOf(rows: readonly Judged[]): Band[] {
  const isPoints = !isChance(rows[0]?.instrument ?? '');
  const most = Math.max(1, ...rows.map(({ value }) => value));
  // Points become shares of the most anybody has, only so that they fall into bands.
  const places = rows.map((row) =>
    isPoints ? Math.min(0.995, Math.max(0.005, row.value / (most + 1))) : chanceOf(row),
  );
  for (let wanted = 5; wanted > 1; wanted--) {
    const { bins } = calibration(places, outcomes(rows), { bins: wanted });
    const isSafe = bins.every(({ events, people }) =>
      [events, people - events].every((side) => side >= smallest),
    );
    if (isSafe) return bins.map((bin) => bandOf(bin, isPoints ? most + 1 : null));
  }
  return [];
}

type Bin = ReturnType<typeof calibration>['bins'][number];

function bandOf(bin: Bin, most: number | null): Band {
  const scale = most ?? 100;
  const whole = (value: number): number => Math.round(value * scale);
  const { estimate, lower, upper } = bin.observed;
  return {
    from: whole(bin.from),
    to: whole(bin.to),
    people: bin.people,
    reoffended: bin.events,
    expected: most === null ? Math.round(bin.meanPredicted * 100) : null,
    observed: {
      estimate: Math.round(estimate * 100),
      lower: Math.floor(lower * 100),
      upper: Math.ceil(upper * 100),
    },
  };
}

const nobody = (instrument: string, why: string): InstrumentFigures => ({
  instrument,
  horizonMonths: horizonOf(instrument),
  why,
  whole: { code: 'all', name: 'Everybody', people: null, reoffended: null, auc: null, ratio: null },
  slope: null,
  bands: [],
  groups: [],
  halfYears: [],
});

function instrumentFigures(
  instrument: string,
  rows: readonly Judged[],
  rule: FairnessRule,
): InstrumentFigures {
  const once = rows.filter(({ isFirst }) => isFirst);
  if (instrument === 'ogrs3' && rows.length === 0)
    return nobody(
      instrument,
      'It could be worked out for nobody who was followed for 24 months: it needs the Ministry’s table of offence codes among the tables of weights, and people’s date of birth and sex.',
    );
  if (!hasEnough(once))
    return nobody(
      instrument,
      `At least ${fewestPeople} people are needed who were followed for ${horizonOf(instrument)} months, ${fewestOnASide} of whom reoffended and ${fewestOnASide} did not.`,
    );
  const calibrated = isChance(instrument) ? calibrationOf(once) : { ratio: null, slope: null };
  const [reoffended] = count(once);
  return {
    instrument,
    horizonMonths: horizonOf(instrument),
    why: null,
    whole: {
      code: 'all',
      name: 'Everybody',
      people: once.length,
      reoffended,
      auc: aucOf(once),
      ratio: calibrated.ratio,
    },
    slope: calibrated.slope,
    bands: bandsOf(once),
    groups: dimensions.map((dimension) => ({ dimension, lines: groupLines(once, dimension, rule) })),
    halfYears: halfYearLines(rows),
  };
}

const groupLines = (rows: readonly Judged[], dimension: Dimension, rule: FairnessRule): Line[] =>
  linesOf(
    groupsOf(dimension, rule).map(({ code, name }) => ({
      code,
      name,
      rows: rows.filter((row) => groupOf(dimension, row, rule) === code),
    })),
  );

const halfYearLines = (rows: readonly Judged[]): Line[] =>
  linesOf(
    [...new Set(rows.map(({ on }) => on))]
      .sort()
      .map((on) => ({ code: on, name: showShortDay(on), rows: rows.filter((row) => row.on === on) })),
  );

/**
 * Whether scores came true: matrix first, then OGRS3, then the agencies’ own tools by name. Where two instruments differ
 * by a few people, the one with fewer shows no counts, from which those few could be told.
 */
export function scoreFigures(judged: readonly Judged[], rule: FairnessRule): ScoreFigures {
  const instruments = [
    ...new Set(['matrix', 'ogrs3', ...judged.map(({ instrument }) => instrument).sort()]),
  ].map((instrument) =>
    instrumentFigures(
      instrument,
      judged.filter((row) => row.instrument === instrument),
      rule,
    ),
  );
  return { instruments: withoutNear(instruments) };
}

function withoutNear(instruments: readonly InstrumentFigures[]): InstrumentFigures[] {
  const isNear = (one: number | null, other: number | null): boolean => {
    const apart = one === null || other === null ? 0 : Math.abs(one - other);
    return apart > 0 && apart < smallest;
  };
  return instruments.map((one, place) => {
    const near = instruments
      .slice(0, place)
      .some(
        ({ whole }) =>
          isNear(whole.people, one.whole.people) || isNear(whole.reoffended, one.whole.reoffended),
      );
    return near
      ? {
          ...one,
          whole: { ...one.whole, people: null, reoffended: null },
          bands: [],
          groups: [],
          halfYears: [],
        }
      : one;
  });
}

/** The standard error behind a 95% interval. */
const errorOf = ({ lower, upper }: Figure): number => (upper - lower) / (2 * normalQuantile(0.975));

/**
 * How the figure of the last half-year differs from that of the first, with an interval of the difference: two intervals
 * that overlap are no test of it. In words, or null where nothing can be said. Many are in both half-years, so the true
 * interval is narrower than this, which takes them for different people: it calls no chance a drift.
 */
export function driftWords(lines: readonly Line[]): string | null {
  const drawn = lines.flatMap(({ auc, name }) => (auc === null ? [] : [{ auc, name }]));
  const [first, last] = [drawn[0], drawn.at(-1)];
  if (first === undefined || last === undefined || drawn.length < 2) return null;
  const difference = last.auc.estimate - first.auc.estimate;
  const half = normalQuantile(0.975) * Math.hypot(errorOf(first.auc), errorOf(last.auc));
  const [lower, upper] = [difference - half, difference + half];
  const shown = (value: number): string => value.toFixed(2).replace('-', '−');
  const numbers = `a difference of ${shown(difference)} (${shown(lower)} to ${shown(upper)}), as if the two were of different people`;
  if (upper < 0)
    return `It tells people apart less well from ${last.name} than from ${first.name}: ${numbers}.`;
  if (lower > 0) return `It tells people apart better from ${last.name} than from ${first.name}: ${numbers}.`;
  return `We cannot tell whether it tells people apart better or less well from ${last.name} than from ${first.name}: ${numbers}. That shows neither a drift nor that there is none.`;
}

/** What the area under the curve is near to, for whoever does not have it by heart; null from 0.6 on. */
export function coinWords({ estimate, lower, upper }: Figure): string | null {
  if (upper < 0.5) return 'That is worse than a coin (0.50): who scored higher reoffended less often.';
  if (lower <= 0.5) return 'A coin would have 0.50, and the interval includes it: it may tell nobody apart.';
  return estimate < 0.6 ? 'That is little better than a coin, which would have 0.50.' : null;
}
