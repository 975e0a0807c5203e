import { addYears, type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { foldName } from '../intake/fold-name.ts';
import { readQuery } from './rules.ts';
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
  /** One that we know the form of; several kinds may have it. */
  identifiers: { kind: IdentifierKind; value: string }[];
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
  if (born !== '' && (!isDay(born) || born > today || born < addYears(today, -120)))
    errors.push({ field: 'born', text: 'Enter a date of birth that has been' });
  const number = written === '' ? undefined : readQuery(written, today);
  if (number !== undefined && number.kind !== 'identifier')
    errors.push({
      field: 'identifier',
      text:
        number.kind === 'refused' && number.text.startsWith('This looks')
          ? number.text
          : 'Enter a PNC, CRO, prison number, CRN or youth justice reference with its check letter',
    });
  if (errors.length > 0) return { typed: undefined, errors };
  return {
    typed: {
      givenName: given || null,
      familyName: family || null,
      born: born || null,
      identifiers: number?.kind === 'identifier' ? number.identifiers : [],
    },
    errors: [],
  };
}
