import { addDays, addMonths, type Day } from '../../kernel/clock.ts';
import { StatisticsError, timeAtRisk, wilsonInterval } from '../../statistics/index.ts';
import { noOddities, odditiesOf, sumOddities } from './oddities.ts';
import type { CommonFigures, GroupCount, MemberHistory, Oddities } from './types.ts';

const daysAYear = 365.25;

/** The Ministry's: reoffences of so many months, proven in these or so many more. */
export const reoffendingMonths = 12;
export const waitingMonths = 6;
/** Index events of so many months make a cohort. */
const cohortMonths = 12;

export type IndexKind = 'release' | 'conviction' | 'caution' | 'joining';

export const indexKindNames: Readonly<Record<IndexKind, string>> = {
  release: 'release from prison',
  conviction: 'conviction at court while at liberty',
  caution: 'caution',
  joining: 'joining the scheme',
};

/** The first day whose index events are not complete yet: the data must reach 18 months beyond. */
export const completeBefore = (dataTo: Day): Day =>
  addMonths(addDays(dataTo, 1), -reoffendingMonths - waitingMonths);

/** Index days of the newest complete cohort, half-open. */
export const cohortPeriod = (dataTo: Day): { from: Day; to: Day } => {
  const to = completeBefore(dataTo);
  return { from: addMonths(to, -cohortMonths), to };
};

/** Somebody's index event, with the offences and custody on record; only inside a measurement. */
export interface IndexHistory extends Omit<MemberHistory, 'offences' | 'classes' | 'joinedOn'> {
  index: Day;
  kind: IndexKind;
  /** Proven offences: when committed, and when proven where that is known. */
  proven: readonly { day: Day; provenOn: Day | null }[];
}

/** What of them is frozen and counted. */
export interface IndexRow {
  base: string;
  strand: string;
  kind: IndexKind;
  /** The data do not reach 18 months beyond the index day. */
  notYet: boolean;
  reoffences: number;
  /** Committed before the index day and proven after it. */
  pseudo: number;
  /** Committed in the 12 months and proven too late to count. */
  provenLate: number;
  inCustody: number;
  windowDays: number;
  atRiskDays: number;
  odd: Oddities;
}

/** One person's row. @param dataTo how far the data reach @param on the day of measuring */
export function indexRowOf(history: IndexHistory, dataTo: Day, on: Day): IndexRow {
  const { base, strand, kind, index, custody, born } = history;
  const to = addMonths(index, reoffendingMonths);
  const provenBefore = addMonths(to, waitingMonths);
  const odd = odditiesOf({ ...history, joinedOn: index, offences: history.proven.map(({ day }) => day) }, on);
  // What was sentenced or cautioned at the index event itself is not a reoffence, though it may bear its date.
  const own = history.proven.filter(
    ({ day, provenOn }) =>
      (born == null || day >= born) && !((kind === 'conviction' || kind === 'caution') && provenOn === index),
  );
  const inWindow = own.filter(({ day }) => day >= index && day < to);
  const counted = inWindow.filter(({ provenOn }) => provenOn === null || provenOn < provenBefore);
  const inCustody = counted.filter(({ day }) =>
    custody.some((spell) => spell.from < day && (spell.to === null || day < spell.to)),
  );
  const { windowDays, atRiskDays } = timeAtRisk({ from: index, to }, custody);
  return {
    base,
    strand,
    kind,
    notYet: index >= completeBefore(dataTo),
    reoffences: counted.length,
    pseudo: own.filter(
      ({ day, provenOn }) => day < index && provenOn !== null && provenOn > index && provenOn < provenBefore,
    ).length,
    provenLate: inWindow.length - counted.length,
    inCustody: inCustody.length,
    windowDays,
    atRiskDays,
    odd,
  };
}

export interface ReoffendingInput {
  /** Index days of the cohort, half-open. */
  period: { from: Day; to: Day };
  dataTo: Day;
  rows: readonly IndexRow[];
}

export interface ReoffendingFigures extends CommonFigures {
  level: 0;
  period: { from: Day; to: Day };
  notYet: number | null;
  reoffenders: number;
  reoffences: number;
  /** Reoffenders over people, with Wilson's limits; null when nobody is counted. */
  rate: { value: number; lower: number; upper: number } | null;
  /** Reoffences per person. */
  frequency: number | null;
  perReoffender: number | null;
  /** People without a day at liberty in their 12 months: in all of the above, not in what follows. */
  noTime: number | null;
  windowDays: number;
  atRiskDays: number;
  /** Null with the next when they would give away a few in custody. */
  reoffencesAtLiberty: number | null;
  perYearAtLiberty: number | null;
  inCustody: number | null;
  pseudo: number | null;
  provenLate: number | null;
  odd: Oddities;
  byKind: readonly GroupCount[];
  byBase: readonly GroupCount[];
}

/**
 * Proven reoffending: rate, frequency and number per reoffender as the Ministry counts them, and per year at liberty.
 * Frequency is rate times the number per reoffender. Nobody counted gives nulls; everybody reoffending an interval
 * that ends at 1.
 */
export function measureReoffending({ period, dataTo, rows }: ReoffendingInput): ReoffendingFigures {
  const counted = rows.filter((row) => !row.notYet);
  const total = (of: (row: IndexRow) => number, from: readonly IndexRow[] = counted): number =>
    from.reduce((sum, row) => sum + of(row), 0);
  const reoffences = total((row) => row.reoffences);
  const reoffenders = total((row) => (row.reoffences > 0 ? 1 : 0));
  const free = counted.filter((row) => row.atRiskDays > 0);
  const atRiskDays = total((row) => row.atRiskDays, free);
  const reoffencesAtLiberty = total((row) => row.reoffences - row.inCustody, free);
  return {
    level: 0,
    dataTo,
    period,
    counted: counted.length,
    notYet: rows.length - counted.length,
    reoffenders,
    reoffences,
    rate: rateOf(reoffenders, counted.length),
    frequency: counted.length === 0 ? null : reoffences / counted.length,
    perReoffender: reoffenders === 0 ? null : reoffences / reoffenders,
    noTime: counted.length - free.length,
    windowDays: total((row) => row.windowDays),
    atRiskDays,
    reoffencesAtLiberty,
    perYearAtLiberty: atRiskDays === 0 ? null : (reoffencesAtLiberty / atRiskDays) * daysAYear,
    inCustody: total((row) => row.inCustody),
    pseudo: total((row) => row.pseudo),
    provenLate: total((row) => row.provenLate),
    odd: rows.reduce<Oddities>((sum, { odd }) => sumOddities(sum, odd), noOddities),
    byKind: groupsOf(rows, (row) => indexKindNames[row.kind]),
    byBase: groupsOf(rows, (row) => row.base),
  };
}

function rateOf(reoffenders: number, people: number): ReoffendingFigures['rate'] {
  if (people === 0) return null;
  try {
    const { lower, upper } = wilsonInterval(reoffenders, people);
    return { value: reoffenders / people, lower, upper };
  } catch (error) {
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}

function groupsOf(rows: readonly IndexRow[], nameOf: (row: IndexRow) => string): GroupCount[] {
  return [...Map.groupBy(rows, nameOf)]
    .map(([name, own]) => ({
      name,
      counted: own.filter((row) => !row.notYet).length,
      notYet: own.filter((row) => row.notYet).length,
      noTime: own.filter((row) => !row.notYet && row.atRiskDays === 0).length,
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
