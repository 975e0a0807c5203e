import { addMonths, ageOn, type Day, monthsBetween } from '../../kernel/clock.ts';
import { bandOf, bandWords } from './bands.ts';
import { indicativeArp, indicativeOgrs3 } from './ogrs3.ts';
import { countedOffences } from './rules.ts';
import type {
  FactorScore,
  Layout,
  Matrix,
  MatrixFactor,
  OffenceFact,
  PersonFacts,
  References,
  Score,
} from './types.ts';
import { isOfClass, weightKey } from './weights.ts';

/** How far a factor looks back that does not say. */
export const usualMonths = 24;

/** What a factor found of one person; `value` is null where it cannot be told. */
interface Found {
  value: number | null;
  source?: string;
  unknownCodes?: number;
}

type Measurer = (facts: PersonFacts, offences: readonly OffenceFact[]) => Found;

/**
 * Makes the scorer of a matrix on a day: what is the same for everybody (windows, classes, bands) is worked out once,
 * because a run scores a county. `note` is told of each offence whose code a table does not know.
 */
export function scorerOf(
  matrix: Matrix,
  today: Day,
  references: References = {},
  note: (layout: Layout, code: string) => void = () => undefined,
): (facts: PersonFacts) => Score {
  const factors = matrix.factors.map((factor) => ({
    factor,
    most: Math.max(0, ...factor.bands.map(({ points }) => points)),
    measure: measurerOf(factor, matrix, { today, references, note }),
  }));
  return (facts) => {
    const offences = countedOffences(facts, today);
    let total = 0;
    const scores = factors.map(({ factor, most, measure }): FactorScore => {
      const found = measure(facts, offences);
      const band = found.value === null ? undefined : bandOf(factor.bands, found.value);
      const points = band?.points ?? 0;
      total += points;
      return {
        code: factor.code,
        label: factor.label,
        measure: factor.measure,
        value: found.value,
        band: band === undefined ? null : bandWords(band),
        points,
        most,
        ...(found.source === undefined ? {} : { source: found.source }),
        ...(found.unknownCodes ? { unknownCodes: found.unknownCodes } : {}),
      };
    });
    return { total, factors: scores };
  };
}

/** A person's score by a matrix: every factor's value, band and points, and their sum. */
export const score = (facts: PersonFacts, matrix: Matrix, today: Day, references?: References): Score =>
  scorerOf(matrix, today, references)(facts);

interface Setting {
  today: Day;
  references: References;
  note(layout: Layout, code: string): void;
}

const plain =
  (measure: (facts: PersonFacts, offences: readonly OffenceFact[]) => number | null): Measurer =>
  (facts, offences) => ({ value: measure(facts, offences) });

function measurerOf(factor: MatrixFactor, matrix: Matrix, setting: Setting): Measurer {
  const { today } = setting;
  const since = addMonths(today, -(factor.months ?? usualMonths));
  switch (factor.measure) {
    case 'proven-offences':
      return plain((_, offences) => countSince(offences, since));
    case 'months-since-last':
      return plain((_, offences) => {
        const last = latestOffence(offences);
        return last === null ? null : monthsBetween(last, today);
      });
    case 'neighbourhood-offences': {
      const isNeighbourhood = classFilter(matrix.neighbourhoodClasses ?? []);
      return plain((_, offences) =>
        countSince(offences, since, ({ homeOfficeClass }) => isNeighbourhood(homeOfficeClass)),
      );
    }
    case 'age-at-first':
      return plain(({ born }, offences) => {
        const first = firstOffence(offences);
        return first === null || born === null || born > first ? null : ageOn(born, first);
      });
    case 'escalation': {
      const [year, twoYears] = [addMonths(today, -12), addMonths(today, -24)];
      return plain((_, offences) => {
        const lastYear = countSince(offences, year);
        return lastYear - (countSince(offences, twoYears) - lastYear);
      });
    }
    case 'custody-release':
      return releaseMeasurer(factor.months ?? 3, today);
    case 'severity':
      return weightMeasurer('ons', since, setting);
    case 'harm':
      return weightMeasurer('cambridge', since, setting);
    case 'ogrs3':
      return (facts, offences) => officialOf(facts) ?? indicativeOgrs3(facts, offences, setting);
    case 'arp':
      return (facts, offences) => officialOf(facts) ?? indicativeArp(facts, offences, setting);
    case 'official-score':
      return (facts) => officialOf(facts) ?? { value: null };
    case 'needs':
      return ({ official }) =>
        official?.needs == null ? { value: null } : { value: official.needs, source: sourceOf(official) };
    case 'intelligence-count':
      return plain(({ intelligence }) => intelligence ?? null);
  }
}

const sourceOf = (official: NonNullable<PersonFacts['official']>): string =>
  `${official.instrument}, version ${official.toolVersion}, of ${official.scoredOn}`;

/** An official score stands before whatever is worked out here. */
const officialOf = ({ official }: PersonFacts): Found | undefined =>
  official?.percent == null ? undefined : { value: official.percent, source: sourceOf(official) };

/** The sum of the weights of the offences in the window; what the table does not know is counted and weighs nothing. */
function weightMeasurer(layout: Layout, since: Day, { references, note }: Setting): Measurer {
  const weights = references[layout];
  if (weights === undefined) return () => ({ value: null, source: 'no table' });
  return (_, offences) => {
    let [value, unknownCodes] = [0, 0];
    for (const offence of offences) {
      if (offence.date <= since) continue;
      const weight =
        offence.homeOfficeClass === null ? undefined : weights.get(weightKey(offence.homeOfficeClass));
      if (weight === undefined) {
        unknownCodes += 1;
        note(layout, offence.homeOfficeClass ?? 'none');
      } else value += weight;
    }
    return { value: Math.round(value * 100) / 100, unknownCodes };
  };
}

/** A release from prison within so many months, past or (where it is planned already) ahead. */
function releaseMeasurer(months: number, today: Day): Measurer {
  const [from, to] = [addMonths(today, -months), addMonths(today, months)];
  return plain(({ custody }) =>
    custody.some(
      (spell) =>
        spell.kind === 'prison' &&
        spell.from <= today &&
        spell.to !== null &&
        spell.to >= from &&
        spell.to <= to,
    )
      ? 1
      : 0,
  );
}

function countSince(
  offences: readonly OffenceFact[],
  since: Day,
  counts?: (offence: OffenceFact) => boolean,
): number {
  let count = 0;
  for (const offence of offences)
    if (offence.date > since && (counts === undefined || counts(offence))) count += 1;
  return count;
}

/** Each class is looked at once: a county has few classes and many offences. */
function classFilter(classes: readonly string[]): (homeOfficeClass: string | null) => boolean {
  const known = new Map<string | null, boolean>();
  return (homeOfficeClass) => {
    let is = known.get(homeOfficeClass);
    if (is === undefined) {
      is = isOfClass(homeOfficeClass, classes);
      known.set(homeOfficeClass, is);
    }
    return is;
  };
}

const firstOffence = (offences: readonly OffenceFact[]): Day | null =>
  offences.reduce<Day | null>((first, { date }) => (first === null || date < first ? date : first), null);

export const latestOffence = (offences: readonly OffenceFact[]): Day | null =>
  offences.reduce<Day | null>((last, { date }) => (last === null || date > last ? date : last), null);
