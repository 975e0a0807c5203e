import type { ClaimLevel } from '../../web/components/index.ts';

/** The one sentence when the interval includes no difference. It never becomes "no effect". */
export const cannotTell = 'We cannot tell whether the scheme raises or lowers reoffending.';

/** What a headline is made from. Rates are proven offences per person-year at liberty. */
export interface Finding {
  level: ClaimLevel;
  people: number;
  after: number;
  /** What `after` is held against: before joining (level 1), expected (2), or the comparison group (3 to 5). */
  reference: number | null;
  /** Of `after` over `reference`, 1 being no difference; null where none can be given. */
  interval: { low: number; high: number } | null;
}

/** 1.9 → `1.90`: the card and the sentence show the same digits. */
export const rateWords = (rate: number): string => rate.toFixed(2);

const count = (people: number): string => `${people} ${people === 1 ? 'person' : 'people'}`;

const against: Record<ClaimLevel, string> = {
  0: '',
  1: 'before joining',
  2: 'expected with no scheme at all',
  3: 'in the comparison',
  4: 'in the matched group',
  5: 'in the other arm of the trial',
};

/**
 * The sentence at the top of a claim card, by what its design can carry. An interval that includes no
 * difference, or none at all, gives the neutral sentence at every level.
 */
export function headlineOf(finding: Finding): string {
  return requireWording(finding.level, sentenceOf(finding));
}

function sentenceOf({ level, people, after, reference, interval }: Finding): string {
  if (level === 0 || reference === null) {
    return `There were ${rateWords(after)} proven offences per person-year at liberty (${count(people)}).`;
  }
  const numbers = `${rateWords(after)} proven offences per person-year at liberty after joining, ${rateWords(reference)} ${against[level]} (${count(people)})`;
  if (interval === null || (interval.low <= 1 && interval.high >= 1))
    return `${cannotTell} There were ${numbers}.`;
  const isLower = interval.high < 1;
  switch (level) {
    case 1:
      return `Proven offending was ${isLower ? 'lower' : 'higher'} after joining than before: ${numbers}.`;
    case 2:
      return `Proven offending was ${isLower ? 'lower' : 'higher'} than expected: ${numbers}.`;
    case 3:
      return `Joining was associated with ${isLower ? 'fewer' : 'more'} proven offences: ${numbers}.`;
    case 4:
      return `Estimated effect, if no unmeasured differences: ${isLower ? 'fewer' : 'more'} proven offences: ${numbers}.`;
    case 5:
      return `The scheme ${isLower ? 'reduced' : 'raised'} proven offending: ${numbers}.`;
  }
}

/** Words by the lowest level that may use them. Six: nobody may. */
const wordsByLevel: readonly { level: number; pattern: RegExp; why: string }[] = [
  {
    level: 1,
    pattern:
      /\b(?:lower|higher|fewer|less|more|down|halv\w+|doubled|fell|rose|dropped|went (?:up|down)|fall|rise|declin\w+|decreas\w+|increas\w+)\b/i,
    why: 'compares, and there is nothing to compare with',
  },
  {
    level: 2,
    pattern: /\bthan (?:was |were |would be )?expected\b/i,
    why: 'says what was expected, and nothing was worked out',
  },
  {
    level: 3,
    pattern: /\b(?:associat\w+|linked (?:to|with)|related to)\b/i,
    why: 'says that two things go together, and nobody was compared',
  },
  { level: 4, pattern: /\b(?:effects?|impacts?|effective\w*|influenc\w+)\b/i, why: 'speaks of an effect' },
  {
    level: 5,
    pattern:
      /\b(?:reduc\w+|cut|cuts|cutting|caus\w+|prevent\w*|stopp?\w*|avert\w*|lowered|raised|led to|leads to|result(?:ed|s)? in|thanks to|because of|due to|works?|worked|saved|achiev\w+|success\w*|(?:brought|driven|drove|drives|brings) down|turned .* around|slash\w*|curb\w*|deter\w*|avoided|tackl\w+|benefits? of|delivered)\b/i,
    why: 'says that the scheme did it',
  },
  {
    level: 6,
    pattern:
      /\b(?:no effect|proven (?:to be )?effective|(?:proven|proved|evidenced) (?:to|track|success|schemes?|approach(?:es)?|models?|programmes?|projects?|interventions?|methods?|services?)|(?:is|are|was|has been) (?:proven|proved)|completers?|those who engaged|on average per (?:person|offender))\b/i,
    why: 'is never said',
  },
];

/** Also in words: half of nothing said is as bare as fifty per cent. */
const percentage =
  /%|\bper ?cent|\bhalv\w+|\bdoubled\b|\bby (?:half|a third|two[- ]thirds|a quarter|three[- ]quarters|a fifth)\b/i;

/**
 * What is wrong with a sentence at a design level; empty when it may be shown.
 * A relative change needs the two values it comes from and the number of people.
 */
export function wordingFaults(level: ClaimLevel, sentence: string): string[] {
  const said = sentence.replaceAll(cannotTell, '');
  const faults = wordsByLevel.flatMap((rule) => {
    const found = level < rule.level ? rule.pattern.exec(said) : null;
    return found === null ? [] : [`“${found[0]}” ${rule.why} (level ${level})`];
  });
  if (
    percentage.test(said) &&
    !(/\bfrom [\d.,]+[^.]* to [\d.,]+/i.test(said) && /\d+ people\b/i.test(said))
  ) {
    faults.push('a relative change stands without the values and the people it comes from');
  }
  return faults;
}

/** @throws RangeError naming the words that the design cannot carry */
export function requireWording(level: ClaimLevel, sentence: string): string {
  const faults = wordingFaults(level, sentence);
  if (faults.length > 0) throw new RangeError(`The sentence may not be shown: ${faults.join('; ')}`);
  return sentence;
}
