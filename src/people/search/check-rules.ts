import { addYears, type Day, isDay } from '../../kernel/clock.ts';
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
function readBirth(typed: string, today: Day): Pick<TypedPerson, 'born' | 'bornYear'> | undefined {
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

function dayIn(text: string, today: Day): Day | undefined {
  const query = readQuery(text, today);
  return query.kind === 'person' && query.name === null ? (query.born ?? undefined) : undefined;
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
  const birth = readBirth(born, today);
  if (birth === undefined)
    errors.push({
      field: 'born',
      text: 'Enter a date of birth that has been, such as 6 5 1990, or the year alone',
    });
  const number = written === '' ? undefined : readQuery(written, today);
  if (number !== undefined && number.kind !== 'identifier')
    errors.push({
      field: 'identifier',
      text:
        number.kind === 'refused' && number.text.startsWith('This looks')
          ? number.text
          : 'Enter a PNC, CRO, prison number, CRN or youth justice reference with its check letter',
    });
  if (errors.length > 0 || birth === undefined) return { typed: undefined, errors };
  return {
    typed: {
      givenName: given || null,
      familyName: family || null,
      ...birth,
      identifiers: number?.kind === 'identifier' ? number.identifiers : [],
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
