import { ageOn, type Day } from '../../kernel/clock.ts';
import { type Ogrs3OffenceGroup, ogrs3 } from '../../statistics/index.ts';
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

export interface Ogrs3Found {
  /** Two-year chance in whole per cent, from 1 to 99; null where it cannot be worked out. */
  value: number | null;
  /** `indicative`, or the reason for which there is none. */
  source: string;
}

/**
 * The two-year OGRS3 of somebody, from the sanctions on record: an occasion is a day on which something was proven.
 * The extracts may not hold every earlier sanction, so it is indicative, and an official score stands before it.
 * Formula and cap: `statistics/ogrs3.ts`.
 */
export function indicativeOgrs3(
  facts: PersonFacts,
  offences: readonly OffenceFact[],
  { today, references, note }: Setting,
): Ogrs3Found {
  const none = (source: string): Ogrs3Found => ({ value: null, source });
  const groups = references.ogrs3;
  if (groups === undefined) return none('no table');
  if (facts.born === null || facts.sex == null) return none('age or sex not known');
  const occasions = [...new Set(offences.map(provenOn))].sort();
  const [first, current] = [occasions[0], occasions.at(-1)];
  if (first === undefined || current === undefined) return none('no sanction on record');
  const code = offences.find((offence) => provenOn(offence) === current)?.homeOfficeClass ?? null;
  const weight = code === null ? undefined : groups.get(weightKey(code));
  const offenceGroup = groupOfWeight(weight);
  if (weight === undefined) note('ogrs3', code ?? 'none');
  const result = ogrs3({
    sex: facts.sex,
    previousSanctions: occasions.length - 1,
    ageAtConviction: ageOn(facts.born, current),
    ageAtFirstSanction: ageOn(facts.born, first),
    ageAtStartOfFollowUp: ageOn(facts.born, startOfFollowUp(facts, current, today)),
    offenceGroup,
  });
  return result.calculable
    ? { value: Math.min(99, Math.max(1, Math.round(result.twoYear * 100))), source: 'indicative' }
    : none(result.reason);
}

const provenOn = ({ date, outcomeOn }: OffenceFact): Day => outcomeOn ?? date;

/** The latest release after the conviction that has happened, or the conviction's own day. */
const startOfFollowUp = ({ custody }: PersonFacts, convicted: Day, today: Day): Day =>
  custody.reduce<Day>(
    (start, { kind, to }) => (kind === 'prison' && to !== null && to <= today && to > start ? to : start),
    convicted,
  );
