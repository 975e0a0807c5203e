import { addYears, type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { jaroWinkler } from '../../linkage/index.ts';
import { foldName } from '../intake/fold-name.ts';
import { bestName, capitalised, likeEnough, readQuery } from './rules.ts';
import type { IdentifierKind } from './types.ts';

/** The form as it was typed. */
export interface CheckForm {
  given?: string;
  family?: string;
  born?: string;
  identifier?: string;
}

/** Somebody as they were typed, before they are made a person. */
export interface TypedPerson {
  givenName: string | null;
  familyName: string | null;
  born: Day | null;
  /** A year alone. */
  bornYear?: number;
  /** One that we know the form of; several kinds may have it. */
  identifiers: { kind: IdentifierKind; value: string }[];
}

/** A date in whichever way people write one, or a year alone; undefined for anything else, and for what lies ahead. */
export function readBirth(typed: string, today: Day): Pick<TypedPerson, 'born' | 'bornYear'> | undefined {
  if (typed === '') return { born: null };
  const oldest = addYears(today, -120);
  if (/^\d{4}$/.test(typed)) {
    const within = typed >= oldest.slice(0, 4) && typed <= today.slice(0, 4);
    return within ? { born: null, bornYear: Number(typed) } : undefined;
  }
  const parts = /^\d{1,2} \d{1,2} \d{4}$/.test(typed) ? typed.replaceAll(' ', '/') : typed;
  const read = isDay(parts) ? parts : dayIn(parts, today);
  return read === undefined || read > today || read < oldest ? undefined : { born: read };
}

/** Whether a birth that is kept was typed as a day or as a year alone; null of earlier ones, of which nobody knows. */
export type BornAs = 'day' | 'year' | null;

/** A birth as it is kept: of a year alone its 1 January, with that it was no more. */
export const keptBirth = ({
  born,
  bornYear,
}: Pick<TypedPerson, 'born' | 'bornYear'>): { born: Day | null; bornAs: BornAs } =>
  bornYear === undefined
    ? { born, bornAs: born === null ? null : 'day' }
    : { born: `${bornYear}-01-01`, bornAs: 'year' };

/** The same, as it was typed. */
export const typedBirth = ({
  born,
  bornAs,
}: {
  born: Day | null;
  bornAs: BornAs;
}): Pick<TypedPerson, 'born' | 'bornYear'> =>
  born !== null && bornAs === 'year' ? { born: null, bornYear: Number(born.slice(0, 4)) } : { born };

export function birthWords(born: Day, bornAs: BornAs): string {
  const year = born.slice(0, 4);
  if (bornAs === 'year') return `${year}, the year alone`;
  return bornAs === null && isDayUnsure(born)
    ? `${year}, on a day that is not known (or on 1 January)`
    : showDay(born);
}

/** 1 January is what people and systems write where the day is not known. */
const isDayUnsure = (born: Day): boolean => born.endsWith('-01-01');

/** The day that was typed, where it is one that somebody knew. */
export const sureDay = ({ born }: Pick<TypedPerson, 'born'>): Day | null =>
  born === null || isDayUnsure(born) ? null : born;

/**
 * Whether somebody may have been born as it was typed: on that day, on one that is not known, in the year where either is
 * no more than a year, or with the day and the month changed about.
 */
export function birthFits(typed: Pick<TypedPerson, 'born' | 'bornYear'>, born: Day | null): boolean {
  if (born === null) return true;
  if (typed.bornYear !== undefined) return born.startsWith(`${typed.bornYear}-`);
  if (typed.born === null || typed.born === born) return true;
  const [year, month, day] = typed.born.split('-');
  if (isDayUnsure(typed.born) || isDayUnsure(born)) return born.startsWith(`${year}-`);
  return born === `${year}-${day}-${month}`;
}

const oneDay = 86_400_000;
const dayAt = (year: number, month: number, day: number): Day =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/**
 * The days that differ from one that was typed in the day, the month or the year alone: what a slip makes of a date.
 * @param years how far the year may be away.
 */
export function slipsOf(born: Day, years: number): Day[] {
  const [year = 0, month = 0, day = 0] = born.split('-').map(Number);
  const first = Date.UTC(year, month - 1, 1);
  const days = Array.from({ length: 31 }, (_, place) =>
    new Date(first + place * oneDay).toISOString().slice(0, 10),
  ).filter((one) => one.startsWith(born.slice(0, 7)));
  const months = Array.from({ length: 12 }, (_, place) => dayAt(year, place + 1, day));
  const others = Array.from({ length: 2 * years + 1 }, (_, place) => dayAt(year - years + place, month, day));
  // The 31st of a month that has none would be the 1st of the next.
  const real = [...months, ...others].filter((one) => Number(one.slice(8)) === day);
  return [...new Set([...days, ...real])].filter((one) => one !== born);
}

/** From here on a name is the one that was typed; middle names that were not typed cost little. */
const sameName = 0.97;
/** Years by which a slip of one figure is told from another person of like name. */
const slipYears = 10;

/** What a slip makes of a year: the one before or after it, one wrong figure, or two that stand next to each other changed about. */
export function isYearSlip(typed: number, year: number): boolean {
  if (Math.abs(typed - year) === 1) return true;
  const [one, other] = [String(typed), String(year)];
  if (one.length !== other.length) return false;
  const wrong = [...one].flatMap((figure, place) => (figure === other[place] ? [] : [place]));
  const [first = 0, second] = wrong;
  if (wrong.length === 1) return true;
  return (
    wrong.length === 2 && second === first + 1 && one[first] === other[second] && one[second] === other[first]
  );
}

/**
 * Whether somebody may be meant although they were born on another day or in another year: their name is the one typed,
 * forename and all, or is like it and the birth differs by a slip. Of a surname without a forename the year alone may differ,
 * and by a slip.
 * @param score how like the name is, 0 to 1.
 */
export function bornDifferently(
  typed: Pick<TypedPerson, 'givenName' | 'familyName' | 'born' | 'bornYear'>,
  { born, score }: { born: Day | null; score: number },
): boolean {
  if (born === null || typed.familyName === null || birthFits(typed, born)) return false;
  const sure = sureDay(typed);
  const year = typed.bornYear ?? (typed.born === null ? undefined : Number(typed.born.slice(0, 4)));
  if (year === undefined) return false;
  const isSlip = isYearSlip(year, Number(born.slice(0, 4)));
  if (typed.givenName === null) return isSlip && (sure === null || sure.slice(4) === born.slice(4));
  if (score >= sameName) return true;
  return sure === null ? isSlip : slipsOf(sure, slipYears).includes(born);
}

/** The longest name that is taken. */
const mostName = 100;

function dayIn(text: string, today: Day): Day | undefined {
  const query = readQuery(text, today);
  return query.kind === 'person' && query.name === null ? (query.born ?? undefined) : undefined;
}

/** A number of a form that we know, in each kind that it may be; else what is wrong with it. */
export function readNumber(
  written: string,
  today: Day,
): { identifiers: TypedPerson['identifiers']; text?: undefined } | { identifiers: []; text: string } {
  if (written === '') return { identifiers: [] };
  const query = readQuery(written, today);
  if (query.kind === 'identifier') return { identifiers: query.identifiers };
  const text =
    query.kind === 'refused' && query.text.startsWith('This looks')
      ? query.text
      : 'Enter a PNC, CRO, prison number, CRN or youth justice reference with its check letter';
  return { identifiers: [], text };
}

/**
 * Reads the form: a surname or an identifier is needed, and whatever else is known helps.
 * @param today nobody is born later, or 120 years earlier.
 */
export function readCheck(
  form: CheckForm,
  today: Day,
): { typed: TypedPerson; errors: [] } | { typed: undefined; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const given = form.given?.normalize('NFC').trim() ?? '';
  const family = form.family?.normalize('NFC').trim() ?? '';
  const born = form.born?.trim() ?? '';
  const written = form.identifier?.trim() ?? '';
  if (family === '' && written === '')
    errors.push({ field: 'family', text: 'Enter the surname, or a number further down' });
  else if (family !== '' && foldName(family).replaceAll(' ', '').length < 2)
    errors.push({ field: 'family', text: 'Enter at least two letters of the surname' });
  for (const [field, text] of [
    ['given', given],
    ['family', family],
  ] as const)
    if (text.length > mostName)
      errors.push({ field, text: `Use ${mostName} characters or fewer: there are ${text.length}` });
  const birth = readBirth(born, today);
  if (birth === undefined)
    errors.push({
      field: 'born',
      text: 'Enter a date of birth that has been, such as 6 5 1990, or the year alone',
    });
  const number = readNumber(written, today);
  if (number.text !== undefined) errors.push({ field: 'identifier', text: number.text });
  if (errors.length > 0 || birth === undefined) return { typed: undefined, errors };
  return {
    typed: {
      givenName: given || null,
      familyName: family || null,
      ...birth,
      identifiers: number.identifiers,
    },
    errors: [],
  };
}

/**
 * As much of another form as can be looked for: a number of no known form, or a date of birth that is none yet, is left
 * out. Undefined where nothing is left.
 */
export function readForLooking(form: CheckForm, today: Day): TypedPerson | undefined {
  const read = readCheck(form, today);
  if (read.typed !== undefined) return read.typed;
  const wrong = new Set<string>(read.errors.map(({ field }) => field));
  const left: CheckForm = {
    ...form,
    ...(wrong.has('identifier') ? { identifier: '' } : {}),
    ...(wrong.has('born') ? { born: '' } : {}),
    ...(wrong.has('given') ? { given: '' } : {}),
  };
  return readCheck(left, today).typed;
}

/**
 * Whom somebody wrote in one line: a number, or a name of two to four words with or without a date of birth. What they look
 * like, or where they live, names nobody.
 */
export function readOneLine(text: string, today: Day): TypedPerson | undefined {
  const query = readQuery(text, today);
  if (query.kind === 'identifier')
    return { givenName: null, familyName: null, born: null, identifiers: query.identifiers };
  if (query.kind !== 'person' || query.name === null) return undefined;
  const words = query.name.split(' ');
  if (words.length < 2 || words.length > 4) return undefined;
  const family = words.pop() ?? '';
  return {
    givenName: capitalised(words.join(' ')),
    familyName: capitalised(family),
    born: query.born,
    identifiers: [],
  };
}

/** Whether a text names somebody: their name is in it, small slips forgiven, whatever else is. */
export const namesThem = (text: string, name: string): boolean =>
  bestName([foldName(text)], foldName(name), jaroWinkler).score >= likeEnough;
