import { showDay } from '../../kernel/clock.ts';
import type { ClaimCardModel, ClaimInterval } from '../../web/components/index.ts';
import { leftOutAsOdd, oddRows, oddWords } from '../measures/oddities.ts';
import type { CardCount, CardWords, FigureRow, Figures, RatioFigure } from '../measures/types.ts';
import { effectClaims } from './effect-claims.ts';
import { headlineOf, rateWords, requireWording } from './wording.ts';

const daysAYear = 365.25;

const whole = (value: number): number => Math.round(value);
const share = (part: number, all: number): number => (all === 0 ? 0 : whole((100 * part) / all));
const two = (value: number): number => Number(value.toFixed(2));

/** Outwards, so that rounding never makes an interval exclude no difference. @param scale 100 for two digits */
export const roundedInterval = (figure: RatioFigure, scale = 100): { low: number; high: number } | null =>
  figure.lower === null || figure.upper === null
    ? null
    : { low: Math.floor(figure.lower * scale) / scale, high: Math.ceil(figure.upper * scale) / scale };

/** At level 2 observed over expected; at level 1 after over before. */
function intervalOf(figures: Figures): ClaimInterval | null {
  const figure = figures.expected?.index ?? figures.change;
  const ends = figure === null ? null : roundedInterval(figure);
  return ends === null || figure === null
    ? null
    : {
        ...ends,
        estimate: figure.ratio,
        confidence: 95,
        scale: 'ratio',
        of:
          figures.expected === null
            ? 'ratio of after to before, the same people'
            : 'ratio of what happened to what was expected',
      };
}

/**
 * What stands under the headline describes and asserts nothing: an effect would come past the level there.
 *
 * @throws RangeError naming the words
 */
function requirePlain({ counts, window, timeAtRisk, comparison, leftOut }: CardWords): void {
  const parts = [
    window,
    timeAtRisk,
    comparison ?? '',
    ...leftOut.map(({ why }) => why),
    ...counts.map(({ label }) => label),
  ];
  const found = parts.flatMap((part) => effectClaims(part));
  if (found.length > 0)
    throw new RangeError(`A card asserts an effect beside its headline: “${found[0]?.phrase}”`);
}

/**
 * The card of any measure: its words held against its level, its counts linked to the lists that make them where the
 * viewer may see these.
 *
 * @throws RangeError naming the words that the design cannot carry
 */
export function drawnCard(
  { counts, ...words }: CardWords,
  links: { list?: (name: string) => string; definition: string },
): ClaimCardModel {
  requireWording(words.level, words.headline);
  requirePlain({ counts, ...words });
  return {
    ...words,
    id: 'claim',
    counts: counts.map(({ label, value, list }) => ({
      label,
      value: value ?? 'not shown, because few',
      ...(value === null || list === undefined || links.list === undefined ? {} : { href: links.list(list) }),
    })),
    definitionHref: links.definition,
  };
}

export const cardOf = (figures: Figures, links: { members?: string }): ClaimCardModel =>
  drawnCard(beforeAfterCard(figures), {
    ...(links.members === undefined ? {} : { list: (name) => `${links.members}&group=${name}` }),
    definition: '/outcomes/definition',
  });

/** What the claim card says of proven offences before and after joining. */
export function beforeAfterCard(figures: Figures): CardWords {
  const { rateBefore, rateAfter, before, after, rule } = figures;
  const interval = intervalOf(figures);
  const reference = figures.expected?.rate ?? rateBefore;
  const odd = oddWords(figures.odd);
  return {
    headline: headlineOf({
      level: figures.level,
      people: figures.counted,
      after: rateAfter ?? 0,
      reference,
      interval,
    }),
    level: figures.level,
    ...(rateBefore === null || rateAfter === null || rateBefore === 0
      ? {}
      : {
          change: {
            percent: whole(100 * (rateAfter / rateBefore - 1)),
            before: `${rateWords(rateBefore)} a person-year at liberty`,
            after: rateWords(rateAfter),
            people: figures.counted,
          },
        }),
    counts: countsOf(figures),
    window: `${rule.baselineMonths} months before joining; from joining to ${showDay(figures.followedTo)} for everybody, whether or not they stayed${odd.joining === '' ? '' : `; ${odd.joining}`}`,
    timeAtRisk: `Custody is taken out: ${share(after.windowDays - after.atRiskDays, after.windowDays)}% of the time after joining was spent in prison, and ${share(before.windowDays - before.atRiskDays, before.windowDays)}% of the time before (${figures.counted} people)${custodyWords(figures.parts)}${odd.custody === '' ? '' : `; ${odd.custody}`}`,
    comparison: null,
    interval,
    expectedUnderNothing: expectedWords(figures),
    leftOut: leftOutOf(figures),
    moreNeeded: moreNeededWords(figures),
    dataTo: showDay(figures.dataTo),
  };
}

/** What it would take to tell; never that there is nothing to be told. */
export function moreNeededWords({ moreNeeded: more, counted, expected }: Figures): string {
  if (expected === null) return 'Not worked out: nothing could be expected';
  if (expected.index.method === 'none')
    return more === null
      ? 'Not worked out: nobody has a later offence'
      : `Too few people for an interval: ${counted} are counted, ${more} more are needed`;
  if (more === null) return `No number of people alone would be enough. ${ofExpectation}`;
  if (more === 0) return `None. Were there ${aFifth}, so many people would show it in four of five tries`;
  return `About ${more} more. With them, ${aFifth} would show in four of five tries. This should not be taken to mean that the scheme fails to affect offending, nor that it does`;
}

const aFifth = 'a fifth fewer offences than expected';
const ofExpectation = `What is expected is itself only known so closely, from everybody with records, that ${aFifth} could not be told from it in four of five tries`;

/** A fall of the rate per calendar year is partly prison: how much of it is told, never only taken out. */
const custodyWords = (parts: Figures['parts']): string =>
  parts == null
    ? ''
    : `; by calendar years, custody alone would make the number ${rateWords(parts.custody)} times what it was`;

function countsOf(figures: Figures): CardCount[] {
  const { before, after } = figures;
  const followed = figures.noTime === null ? undefined : figures.counted + figures.noTime;
  return [
    { label: 'People counted', value: figures.counted },
    ...(followed === undefined
      ? []
      : [{ label: 'Joined in time to be counted', value: followed, list: 'followed' }]),
    { label: 'Not yet countable', value: figures.notYet, list: 'not-yet' },
    { label: 'Proven offences before joining', value: before.offences },
    { label: 'Proven offences after joining', value: after.offences },
    { label: 'Person-years at liberty before', value: (before.atRiskDays / daysAYear).toFixed(1) },
    { label: 'Person-years at liberty after', value: (after.atRiskDays / daysAYear).toFixed(1) },
  ];
}

/** The banner about joining at the height of offending: never left out at levels 1 and 2. */
export function expectedWords({ expected, rateBefore, population, notExpectedWhy }: Figures): string {
  if (expected === null || rateBefore === null || population === null) {
    return `Not worked out: ${notExpectedWhy ?? 'nobody is counted.'} People join when their offending is at its height, so a fall would be expected with no scheme at all`;
  }
  const change = whole(100 * (expected.rate / rateBefore - 1));
  const words = change <= 0 ? `a fall of about ${-change}%` : `a rise of about ${change}%`;
  return `People join when their offending is at its height: with no scheme at all ${words} would be expected, from ${rateWords(rateBefore)} to ${rateWords(expected.rate)} a person-year. Worked out from ${population.people} people with records`;
}

function leftOutOf(figures: Figures): ClaimCardModel['leftOut'] {
  const { rule, joinedBy, notYet, noTime } = figures;
  return [
    ...(notYet === null || notYet === 0
      ? []
      : [
          {
            count: notYet,
            why: `joined after ${showDay(joinedBy)}: followed for less than ${rule.minimumFollowUpMonths} months, so not yet countable`,
          },
        ]),
    ...(noTime === null || noTime === 0
      ? []
      : [{ count: noTime, why: 'had no day at liberty before or after joining, so no rate' }]),
    ...((figures.offencesInCustody ?? 0) === 0
      ? []
      : [{ count: figures.offencesInCustody ?? 0, why: 'offences dated inside custody' }]),
    ...leftOutAsOdd(figures.odd),
  ];
}

/** The figures in rows: the download, and the table of a frozen claim. */
export function beforeAfterTable(figures: Figures): FigureRow[] {
  const { before, after, rule, change, expected, population } = figures;
  const ratio = (name: string, figure: RatioFigure | null): FigureRow[] => [
    [name, figure === null ? null : two(figure.ratio)],
    [`${name}: lower 95% limit`, figure === null ? null : (roundedInterval(figure)?.low ?? null)],
    [`${name}: upper 95% limit`, figure === null ? null : (roundedInterval(figure)?.high ?? null)],
  ];
  return [
    ['Design level (0 to 5)', figures.level],
    ['Data to', figures.dataTo],
    ['Offences counted up to, not on', figures.followedTo],
    ['Months before joining', rule.baselineMonths],
    ['Proven within months of the offence', rule.provenWithinMonths],
    ['Least months of follow-up', rule.minimumFollowUpMonths],
    ['Members', figures.members],
    ['People counted', figures.counted],
    ['Not yet countable', figures.notYet],
    ['Without time at liberty', figures.noTime],
    ['Proven offences before', before.offences],
    ['Proven offences after', after.offences],
    ['Person-years at liberty before', two(before.atRiskDays / daysAYear)],
    ['Person-years at liberty after', two(after.atRiskDays / daysAYear)],
    ['Person-years in custody before', two((before.windowDays - before.atRiskDays) / daysAYear)],
    ['Person-years in custody after', two((after.windowDays - after.atRiskDays) / daysAYear)],
    ['Offences dated inside custody, not counted', figures.offencesInCustody],
    ['Offences per person-year before', figures.rateBefore === null ? null : two(figures.rateBefore)],
    ['Offences per person-year after', figures.rateAfter === null ? null : two(figures.rateAfter)],
    ...ratio('Ratio of after to before, the same people', change),
    ['Offences per person-year expected with no scheme', expected === null ? null : two(expected.rate)],
    ['Offences expected with no scheme', expected === null ? null : two(expected.offences)],
    ...ratio('Ratio of what happened to what was expected', expected?.index ?? null),
    [
      'Share of the rate before that would go away by itself',
      figures.regressionToTheMean === null ? null : two(figures.regressionToTheMean),
    ],
    ...partRows(figures.parts),
    ...oddRows(figures.odd),
    ['People with records behind the expectation', population?.people ?? null],
    ['Their offences per person-year', population === null ? null : two(population.mean)],
    ['Shape of their lasting differences', population?.shape == null ? null : two(population.shape)],
    ['Bursts: 1 when offences come one by one', population === null ? null : two(population.burst)],
    [
      'Shape by a negative binomial on one period alone',
      population?.shapeOfOnePeriod == null ? null : two(population.shapeOfOnePeriod),
    ],
    ['More people needed to see a fifth fewer than expected', figures.moreNeeded],
  ];
}

const partRows = (parts: Figures['parts']): FigureRow[] =>
  parts == null
    ? []
    : [
        ['Ratio of after to before per calendar year, custody not taken out', two(parts.perCalendarYear)],
        ['… of which by custody alone, as a factor', two(parts.custody)],
        ['… by joining at the height of offending, as a factor', two(parts.regression)],
        ['… and what is left, as a factor', two(parts.rest)],
        ['Share of the change per calendar year that custody alone would make', two(1 - parts.custody)],
      ];
