import { ageOn, type Day, monthsBetween } from '../../kernel/clock.ts';
import { type ArpOffenceCategory, arpStatic, type Ogrs3OffenceGroup, ogrs3 } from '../../statistics/index.ts';
import type { Layout, OffenceFact, PersonFacts, References } from './types.ts';
import { weightKey } from './weights.ts';

/**
 * The group that a weight of the Ministry's offence-code table stands for: the table writes four decimals, and
 * `sexual-not-child` ten times too large there. 999 (the exact offence is needed) and blanks have none.
 */
const groupsByWeight: ReadonlyMap<number, Ogrs3OffenceGroup> = new Map([
  [0, 'violence'],
  [-0.6348, 'robbery'],
  [0.1819, 'public-order'],
  [0.0328, 'sexual-not-child'],
  [-0.6534, 'sexual-child'],
  [0.7606, 'soliciting'],
  [-0.1239, 'burglary-domestic'],
  [0.2406, 'burglary-other'],
  [0.6612, 'theft'],
  [0.3519, 'handling'],
  [0.1599, 'fraud'],
  [0.7334, 'absconding-or-bail'],
  [0.3801, 'taking-and-driving'],
  [0.4272, 'theft-from-vehicle'],
  [0.2622, 'other-motoring'],
  [-0.1214, 'drink-driving'],
  [0.205, 'criminal-damage'],
  [-0.7956, 'drug-import-export-production'],
  [0.0772, 'drug-possession-or-supply'],
  [-0.0607, 'other'],
]);

export const groupOfWeight = (weight: number | undefined): Ogrs3OffenceGroup | null =>
  weight === undefined ? null : (groupsByWeight.get(weight) ?? null);

interface Setting {
  today: Day;
  references: References;
  note(layout: Layout, code: string): void;
}

export interface ScoreFound {
  /** Two-year chance in whole per cent, from 1 to 99; null where it cannot be worked out. */
  value: number | null;
  /** `indicative`, or the reason for which there is none. */
  source: string;
}

const none = (source: string): ScoreFound => ({ value: null, source });
const indicative = (chance: number): ScoreFound => ({
  value: Math.min(99, Math.max(1, Math.round(chance * 100))),
  source: 'indicative',
});

/** What both formulas ask: an occasion is a day on which something was proven. */
interface Career {
  sex: 'male' | 'female';
  sanctions: number;
  ageAtFirstSanction: number;
  ageAtConviction: number;
  ageAtStartOfFollowUp: number;
  start: Day;
  group: Ogrs3OffenceGroup | null;
}

/** The sanctions on record, or in words why there is nothing to work with. */
function careerOf(
  facts: PersonFacts,
  offences: readonly OffenceFact[],
  { today, references, note }: Setting,
): Career | string {
  const groups = references.ogrs3;
  if (groups === undefined) return 'no table';
  if (facts.born === null || facts.sex == null) return 'age or sex not known';
  const occasions = [...new Set(offences.map(provenOn))].sort();
  const [first, current] = [occasions[0], occasions.at(-1)];
  if (first === undefined || current === undefined) return 'no sanction on record';
  const code = offences.find((offence) => provenOn(offence) === current)?.homeOfficeClass ?? null;
  const weight = code === null ? undefined : groups.get(weightKey(code));
  if (weight === undefined) note('ogrs3', code ?? 'none');
  const start = startOfFollowUp(facts, current, today);
  return {
    sex: facts.sex,
    sanctions: occasions.length,
    ageAtFirstSanction: ageOn(facts.born, first),
    ageAtConviction: ageOn(facts.born, current),
    ageAtStartOfFollowUp: ageOn(facts.born, start),
    start,
    group: groupOfWeight(weight),
  };
}

/**
 * The two-year OGRS3 of somebody, from the sanctions on record. The extracts may not hold every earlier sanction, so it
 * is indicative, and an official score stands before it. Formula and cap: `statistics/ogrs3.ts`.
 */
export function indicativeOgrs3(
  facts: PersonFacts,
  offences: readonly OffenceFact[],
  setting: Setting,
): ScoreFound {
  const career = careerOf(facts, offences, setting);
  if (typeof career === 'string') return none(career);
  const { sanctions, group, start: _, ...ages } = career;
  const result = ogrs3({ ...ages, previousSanctions: sanctions - 1, offenceGroup: group });
  return result.calculable ? indicative(result.twoYear) : none(result.reason);
}

/** The predictor's categories by OGRS3's groups: where it tells a group apart further, the larger part of it. */
const categories: Readonly<Record<Ogrs3OffenceGroup, ArpOffenceCategory>> = {
  violence: 'violence',
  robbery: 'robbery',
  'public-order': 'public-order',
  'sexual-not-child': 'sexual-not-child',
  'sexual-child': 'sexual-child',
  soliciting: 'other',
  'burglary-domestic': 'burglary-domestic',
  'burglary-other': 'burglary-other',
  theft: 'theft',
  handling: 'handling',
  fraud: 'fraud',
  'absconding-or-bail': 'absconding-or-bail',
  'taking-and-driving': 'vehicle-theft',
  'theft-from-vehicle': 'vehicle-theft',
  'other-motoring': 'motoring',
  'drink-driving': 'drink-driving',
  'criminal-damage': 'criminal-damage',
  'drug-import-export-production': 'drug-import-export-production',
  'drug-possession-or-supply': 'drug-possession-or-supply',
  other: 'other',
};

/**
 * The static terms of the All Reoffending Predictor, from the same sanctions: as indicative as OGRS3, and for the same
 * reason. Formula: `statistics/arp-static.ts`.
 */
export function indicativeArp(
  facts: PersonFacts,
  offences: readonly OffenceFact[],
  setting: Setting,
): ScoreFound {
  const career = careerOf(facts, offences, setting);
  if (typeof career === 'string') return none(career);
  const { group, start, ...rest } = career;
  if (group === null) return none('no-offence-group');
  if (rest.ageAtFirstSanction < 10) return none('under-10');
  const offenceFreeMonths = monthsBetween(start, setting.today);
  return indicative(arpStatic({ ...rest, offenceFreeMonths, offenceCategory: categories[group] }).twoYear);
}

const provenOn = ({ date, outcomeOn }: OffenceFact): Day => outcomeOn ?? date;

/** The latest release after the conviction that has happened, or the conviction's own day. */
const startOfFollowUp = ({ custody }: PersonFacts, convicted: Day, today: Day): Day =>
  custody.reduce<Day>(
    (start, { kind, to }) => (kind === 'prison' && to !== null && to <= today && to > start ? to : start),
    convicted,
  );
