import { jaroWinkler, standardiseName, standardiseText } from '../../linkage/index.ts';

/**
 * Who a row says somebody is, and when two rows under one reference cannot be the same person. Agencies mistype: one
 * spelling, one digit or a day and month turned round is nobody else.
 */

export interface Who {
  given: string | null;
  family: string | null;
  aliases: readonly string[];
  born: string | null;
  pnc: string | null;
}

/** `partly`: one of the two names is another. */
type Verdict = 'same' | 'partly' | 'other' | 'unknown';

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** From the columns of a record, staged or stored. */
export const whoOf = (body: Readonly<Record<string, unknown>>): Who => ({
  given: textOf(body.given_name),
  family: textOf(body.family_name),
  aliases: Array.isArray(body.aliases) ? body.aliases.filter((alias) => typeof alias === 'string') : [],
  born: textOf(body.born),
  pnc: textOf(body.pnc),
});

/** At most one character another, or two neighbours turned round. */
function oneSlip(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const differing = [...a].flatMap((character, at) => (character === b[at] ? [] : [at]));
  if (differing.length <= 1) return true;
  const [first = 0, second = 0] = differing;
  return differing.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first];
}

function births(a: string | null, b: string | null): Verdict {
  if (a === null || b === null) return 'unknown';
  const [yearA, monthA, dayA] = a.split('-');
  const [yearB, monthB, dayB] = b.split('-');
  const isTurned = yearA === yearB && monthA === dayB && dayA === monthB;
  // The first of January stands for a day that nobody knew.
  const isYearOnly = yearA === yearB && (a.endsWith('-01-01') || b.endsWith('-01-01'));
  return isTurned || isYearOnly || oneSlip(a.replaceAll('-', ''), b.replaceAll('-', '')) ? 'same' : 'other';
}

/** Without the check letter, which follows from the digits. */
const digitsOf = (pnc: string): string => pnc.replace(/[^0-9]/g, '');

const numbers = (a: string | null, b: string | null): Verdict =>
  a === null || b === null ? 'unknown' : oneSlip(digitsOf(a), digitsOf(b)) ? 'same' : 'other';

const alike = (a: string, b: string): boolean =>
  a.startsWith(b) || b.startsWith(a) || jaroWinkler(a, b) >= 0.8;

const nameOf = (text: string | null): string | null => (text === null ? null : standardiseName(text));

const isAliasOf = (one: Who, other: Who): boolean => {
  const full = nameOf([one.given, one.family].filter(Boolean).join(' '));
  return full !== null && other.aliases.some((alias) => nameOf(alias) === full);
};

function names(a: Who, b: Who): Verdict {
  if (isAliasOf(a, b) || isAliasOf(b, a)) return 'same';
  const [givenA, familyA, givenB, familyB] = [a.given, a.family, b.given, b.family].map(nameOf);
  const pairs = [
    [givenA, givenB],
    [familyA, familyB],
  ].flatMap(([one, other]) => (one && other ? [alike(one, other)] : []));
  if (pairs.length === 0) return 'unknown';
  if (pairs.every(Boolean)) return 'same';
  const isTurned = givenA && familyA && givenB && familyB && alike(givenA, familyB) && alike(familyA, givenB);
  if (isTurned) return 'same';
  return pairs.length === 2 && !pairs.some(Boolean) ? 'other' : 'partly';
}

/** What two rows of one file that share a reference disagree on: nothing where they may be one person. */
export function disagreementsOf(a: Who, b: Who): string[] {
  const parts: [string, Verdict][] = [
    ['names', names(a, b)],
    ['dates of birth', births(a.born, b.born)],
    ['PNC IDs', numbers(a.pnc, b.pnc)],
  ];
  return parts.filter(([, verdict]) => verdict === 'other').map(([words]) => words);
}

/**
 * Whether a reference that we know is now given to somebody else: nothing that both say agrees, and at least two of
 * name, birth and PNC ID are other. A new surname or a corrected birth alone is the same person.
 */
export function isSomebodyElse(held: Who, now: Who): boolean {
  const verdicts = [names(held, now), births(held.born, now.born), numbers(held.pnc, now.pnc)];
  const others = verdicts.filter((verdict) => verdict === 'other' || verdict === 'partly');
  return !verdicts.includes('same') && others.length >= 2;
}

/** What a record says of somebody, in words, as far as two rows can differ in it. */
const saidOf: readonly (readonly [column: string, words: string])[] = [
  ['given_name', 'forename'],
  ['middle_name', 'middle name'],
  ['family_name', 'surname'],
  ['born', 'date of birth'],
  ['sex', 'sex'],
  ['ethnicity', 'ethnicity'],
  ['pnc', 'PNC ID'],
  ['cro', 'CRO'],
  ['capacity', 'capacity'],
  ['address', 'address'],
  ['postcode', 'postcode'],
];

/** In words, what both rows say and say differently; capitals and spaces do not count. */
export function differencesOf(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string[] {
  const said = (value: unknown): string | null => standardiseText(textOf(value) ?? '');
  return saidOf.flatMap(([column, words]) => {
    const [a, b] = [said(one[column]), said(other[column])];
    return a !== null && b !== null && a !== b ? [words] : [];
  });
}
