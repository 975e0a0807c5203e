import type { Day } from '../../kernel/clock.ts';
import {
  parseAsn,
  parseCrn,
  parseCro,
  parsePnc,
  parsePostcode,
  parsePrisonNumber,
  standardiseDate,
  standardiseText,
} from '../../linkage/index.ts';
import { londonDayOf } from './london-days.ts';

/** What a cell says, or why it cannot be read. `note` is a warning beside a value that is taken. */
export type Parsed<Value> = { readonly value: Value; readonly note?: string } | { readonly wrong: string };

export interface ParseContext {
  /** No event is dated later than this, except where a plan is meant. */
  today: Day;
}

export interface Field<Value = unknown, Required extends boolean = boolean> {
  /** Other headers it goes by, as normalised: `date_of_birth` for "Date of birth". */
  readonly aliases: readonly string[];
  /** For people: "Date of birth". */
  readonly label: string;
  /** An empty cell is an error. */
  readonly required: Required;
  /** The file must have the column, even if a cell of it may be empty. */
  readonly needed: boolean;
  /** What a wrong cell does to its row: leaves the row out, or is left out itself. */
  readonly wrong: 'error' | 'warning';
  readonly maxLength: number;
  parse(text: string, context: ParseContext): Parsed<Value>;
}

export type Fields = Readonly<Record<string, Field>>;

/** A row whose cells have been read. */
export type Row<Declared extends Fields> = {
  [Name in keyof Declared]: Declared[Name] extends Field<infer Value, infer Required>
    ? Required extends true
      ? Value
      : Value | null
    : never;
};

interface Options<Required extends boolean> {
  label: string;
  aliases?: readonly string[];
  required: Required;
  needed?: boolean;
  wrong?: 'error' | 'warning';
  maxLength?: number;
}

interface FieldMaker<Value> {
  (options: Options<true>): Field<Value, true>;
  (options: Options<false>): Field<Value, false>;
}

/** Makes a kind of field from a parser. A required field's fault is always an error. */
function kind<Value>(
  parse: (text: string, context: ParseContext) => Parsed<Value>,
  defaultLength = 200,
): FieldMaker<Value> {
  function make(options: Options<true>): Field<Value, true>;
  function make(options: Options<false>): Field<Value, false>;
  function make(options: Options<boolean>): Field<Value, boolean> {
    return {
      label: options.label,
      aliases: options.aliases ?? [],
      required: options.required,
      needed: options.required || options.needed === true,
      wrong: options.required ? 'error' : (options.wrong ?? 'warning'),
      maxLength: options.maxLength ?? defaultLength,
      parse,
    };
  }
  return make;
}

export const textField = kind<string>((text) => ({ value: text.replace(/\s+/g, ' ') }), 500);

/** A reference that an agency gives: kept as sent, without spaces around. */
export const referenceField = kind<string>((text) =>
  /^[\p{L}\p{N}][\p{L}\p{N} /_.:-]*$/u.test(text)
    ? { value: text }
    : { wrong: 'is not a reference: letters, digits and / - . only' },
);

const readDay = (text: string): Day | null => standardiseDate(text);

const notADay = 'is not a date of the calendar, like 2026-10-31 or 31/10/2026';

/** A day something happened: not before 1900, not after the extract is read. */
export const pastDayField = kind<Day>((text, { today }) => {
  const day = readDay(text);
  if (day === null) return { wrong: notADay };
  if (day > today) return { wrong: 'lies in the future' };
  return day < '1900-01-01' ? { wrong: 'is before 1900' } : { value: day };
}, 40);

/** A day that may be planned: up to the end of the century. */
export const plannedDayField = kind<Day>((text) => {
  const day = readDay(text);
  if (day === null) return { wrong: notADay };
  return day < '1900-01-01' || day > '2100-01-01' ? { wrong: 'is not a day of our time' } : { value: day };
}, 40);

export const birthDayField = kind<Day>((text, { today }) => {
  const day = readDay(text);
  if (day === null) return { wrong: notADay };
  if (day > today) return { wrong: 'lies in the future' };
  return day < '1890-01-01' ? { wrong: 'is too long ago for a date of birth' } : { value: day };
}, 40);

/** An instant with its offset, as the day it is in England and Wales. */
export const instantDayField = kind<Day>((text, { today }) => {
  const day = londonDayOf(text);
  if (day === null) return { wrong: 'is not a time with its offset, like 2026-10-31T14:05:00+00:00' };
  return day > today ? { wrong: 'lies in the future' } : { value: day };
}, 40);

/** One of the format's words, written with any spacing and case. */
export const codeField = <Value extends string>(codes: Readonly<Record<string, Value>>) =>
  kind<Value>((text) => {
    const code = codes[text.toLowerCase().replace(/[\s_-]+/g, '_')];
    return code === undefined
      ? { wrong: `is none of ${Object.keys(codes).slice(0, 8).join(', ')}` }
      : { value: code };
  }, 60);

const checked = (parsed: ReturnType<typeof parseCrn>): Parsed<string> => {
  if (parsed.valid) return { value: parsed.canonical };
  return {
    wrong:
      parsed.problem === 'check-letter'
        ? 'has the wrong check letter, so it is kept as sent and not used'
        : 'does not have the right shape, so it is kept as sent and not used',
  };
};

export const pncField = kind<string>(
  (text, { today }) => checked(parsePnc(text, Number(today.slice(0, 4)))),
  40,
);
export const croField = kind<string>((text) => checked(parseCro(text)), 40);
export const asnField = kind<string>((text) => checked(parseAsn(text)), 40);
export const crnField = kind<string>((text) => checked(parseCrn(text)), 40);
export const prisonNumberField = kind<string>((text) => checked(parsePrisonNumber(text)), 40);
export const postcodeField = kind<string>((text) => checked(parsePostcode(text)), 20);

export const sexField = kind<'male' | 'female' | null>((text) => {
  if (/^(m|male|man)$/i.test(text)) return { value: 'male' };
  if (/^(f|female|woman)$/i.test(text)) return { value: 'female' };
  return /^(u|unknown|not known|not stated|x|i|indeterminate)$/i.test(text)
    ? { value: null }
    : { wrong: 'is none of M, F, U' };
}, 30);

/** Self-defined ethnicity (16+1): a letter and a digit, or NS. */
export const ethnicityField = kind<string>((text) => {
  const code = standardiseText(text) ?? '';
  return /^([A-Z]\d{1,2}|NS)$/.test(code) ? { value: code } : { wrong: 'is not a code of 16+1 ethnicity' };
}, 30);

/** Parts between `|`. */
export const listField = kind<string[]>((text) => {
  const parts = text.split('|').map((part) => part.trim().replace(/\s+/g, ' '));
  return { value: [...new Set(parts.filter((part) => part !== ''))] };
}, 2_000);

/** CJS offence code: 7 to 9 capitals and digits. Unknown codes are taken, with a warning, by the format. */
export const offenceCodeField = kind<string>((text) => {
  const code = text.toUpperCase().replace(/\s+/g, '');
  return /^[A-Z0-9]{4,10}$/.test(code) ? { value: code } : { wrong: 'is not a CJS offence code' };
}, 20);
