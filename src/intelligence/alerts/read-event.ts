import Type from 'typebox';
import { Value } from 'typebox/value';
import { isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  type ParsedIdentifier,
  parseCrn,
  parseCro,
  parsePnc,
  parsePrisonNumber,
  standardisePostcode,
} from '../../linkage/index.ts';
import { standingOf } from '../reports/marking-rules.ts';
import { type Change, changes, type Described, eventKinds, type IncomingEvent } from './types.ts';

const text = (most: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: most, description }));

/** Who it is about: a number that the agencies share, or a name with a date of birth. */
const personSchema = Type.Object(
  {
    pnc: text(20, 'PNC number, such as 2015/0123456X'),
    cro: text(20, 'CRO number'),
    prisonNumber: text(10, 'Prison number, such as A1234BC'),
    crn: text(10, 'Case reference number of probation'),
    familyName: text(100, 'Family name'),
    givenNames: text(100, 'Given names'),
    bornOn: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Day of birth, YYYY-MM-DD' }),
    ),
    sex: text(10, 'Sex as recorded'),
    postcode: text(10, 'Postcode of an address of theirs'),
  },
  { additionalProperties: false },
);

/** One event as it is sent. */
export const eventSchema = Type.Object(
  {
    id: Type.String({
      pattern: '^[A-Za-z0-9._:/-]{1,100}$',
      description: 'The sender’s own number for it: sent twice, it is one event',
    }),
    kind: Type.String({ enum: [...eventKinds], description: 'What happened' }),
    happenedAt: Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$',
      description: 'When, with an offset: 2026-11-02T09:15:00Z',
    }),
    person: personSchema,
    place: text(200, 'Where'),
    detail: text(1_000, 'What those who work with the person should know'),
    status: Type.Optional(
      Type.Literal('corrected', {
        description: 'The event that was sent under this id was otherwise: this takes its place',
      }),
    ),
  },
  { additionalProperties: false },
);

/** That an event which was sent before was none, or not as it was said. */
export const withdrawalSchema = Type.Object(
  { id: eventSchema.properties.id, status: Type.Literal('withdrawn') },
  { additionalProperties: false },
);

/** What one place of a sending says: an event, new or corrected, or that one is withdrawn. */
export type Sending =
  | { event: IncomingEvent; change: Exclude<Change, 'withdrawn'> | null }
  | { withdrawn: string };

/** What stands in place of the schema's own words, which speak of patterns. */
const said: Record<string, string> = {
  id: 'is 1 to 100 letters, digits or . _ : / -',
  kind: `is one of ${eventKinds.join(', ')}`,
  happenedAt: 'is a day and time with an offset, such as 2026-11-02T09:15:00Z',
  status: `is one of ${changes.join(', ')}, or not there`,
  'person.bornOn': 'is a day of birth, such as 1990-01-31',
};

/** Reads one place of a sending, or says what is wrong with it and where: `person.pnc`. */
export function readSending(value: unknown, now: Date): Sending | { errors: FieldError[] } {
  const unfit = unfitTexts(value);
  if (unfit.length > 0) return { errors: unfit };
  const status = (value as { status?: unknown } | null | undefined)?.status;
  if (status === 'withdrawn')
    return Value.Check(withdrawalSchema, value)
      ? { withdrawn: value.id }
      : { errors: [{ field: 'status', text: 'status withdrawn goes with the id alone' }] };
  const read = readEvent(value, now);
  return 'errors' in read ? read : { ...read, change: status === 'corrected' ? 'corrected' : null };
}

/** Text that no database keeps, or that may not be kept here: said of its field, so that the others of a sending stand. */
function unfitTexts(value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const look = (one: unknown, path: string, depth: number): void => {
    if (typeof one === 'string') {
      if (one.includes('\0') || !one.isWellFormed())
        errors.push({ field: path || 'event', text: `${path || 'event'} holds characters that are no text` });
      else if (standingOf(one) !== undefined)
        errors.push({
          field: path || 'event',
          text: `${path || 'event'} says SECRET: nothing so marked may be kept here. If it is only a word, send it in small letters`,
        });
    } else if (typeof one === 'object' && one !== null && depth < 3)
      for (const [name, part] of Object.entries(one))
        look(part, path === '' ? name : `${path}.${name}`, depth + 1);
  };
  look(value, '', 0);
  return errors.slice(0, 20);
}

/** Reads one event. */
export function readEvent(value: unknown, now: Date): { event: IncomingEvent } | { errors: FieldError[] } {
  if (!Value.Check(eventSchema, value)) return { errors: schemaErrors(value) };
  const errors: FieldError[] = [];
  const at = new Date(value.happenedAt);
  if (Number.isNaN(at.getTime()) || !isDay(value.happenedAt.slice(0, 10)))
    errors.push({ field: 'happenedAt', text: `happenedAt ${said.happenedAt}` });
  const person = readPerson(value.person, now.getUTCFullYear(), errors);
  if (errors.length > 0) return { errors };
  const { id, place = null, detail = null } = value;
  const kind = eventKinds.find((one) => one === value.kind) ?? 'custody';
  return { event: { id, kind, happenedAt: at.toISOString(), person, place, detail } };
}

function schemaErrors(value: unknown): FieldError[] {
  const found = new Map<string, FieldError>();
  for (const problem of Value.Errors(eventSchema, value)) {
    const { missing, unknown } = named(problem);
    const path = problem.instancePath.slice(1).replaceAll('/', '.');
    for (const extra of missing.length + unknown.length > 0 ? [...missing, ...unknown] : [undefined]) {
      const field = [path, extra].filter((part) => part !== undefined && part !== '').join('.') || 'event';
      const what =
        extra === undefined
          ? (said[field] ?? problem.message)
          : missing.includes(extra)
            ? 'is missing'
            : 'is not known here';
      if (!found.has(field)) found.set(field, { field, text: `${field} ${what}` });
    }
  }
  return [...found.values()].slice(0, 20);
}

function named(problem: { params: unknown }): { missing: string[]; unknown: string[] } {
  const params = problem.params as { requiredProperties?: string[]; additionalProperties?: string[] };
  return { missing: params.requiredProperties ?? [], unknown: params.additionalProperties ?? [] };
}

type Sent = { [Field in keyof Described]?: string };

const numbers = {
  pnc: { words: 'PNC number', parse: parsePnc },
  cro: { words: 'CRO number', parse: (one: string) => parseCro(one) },
  prisonNumber: { words: 'prison number', parse: (one: string) => parsePrisonNumber(one) },
  crn: { words: 'case reference number', parse: (one: string) => parseCrn(one) },
} satisfies Partial<
  Record<keyof Described, { words: string; parse(text: string, year: number): ParsedIdentifier }>
>;

const numberFields = ['pnc', 'cro', 'prisonNumber', 'crn'] as const;

function readPerson(sent: Sent, year: number, errors: FieldError[]): Described {
  const person: Described = {};
  for (const field of numberFields) {
    const typed = sent[field];
    if (typed === undefined) continue;
    const { words, parse } = numbers[field];
    const parsed = parse(typed, year);
    if (parsed.valid) person[field] = parsed.canonical;
    else
      errors.push({
        field: `person.${field}`,
        text: `person.${field} is no ${words}: its ${parsed.problem === 'check-letter' ? 'check letter is wrong' : 'form is wrong'}`,
      });
  }
  if (sent.bornOn !== undefined) {
    if (isDay(sent.bornOn)) person.bornOn = sent.bornOn;
    else errors.push({ field: 'person.bornOn', text: `person.bornOn ${said['person.bornOn']}` });
  }
  for (const field of ['familyName', 'givenNames', 'sex'] as const) {
    const value = sent[field]?.trim();
    if (value !== undefined && value !== '') person[field] = value;
  }
  if (sent.postcode !== undefined) person.postcode = standardisePostcode(sent.postcode) ?? sent.postcode;
  const isNumbered = numberFields.some((field) => sent[field] !== undefined);
  if (!isNumbered && (person.familyName === undefined || person.bornOn === undefined) && errors.length === 0)
    errors.push({
      field: 'person',
      text: 'person needs a number (pnc, cro, prisonNumber or crn), or familyName with bornOn',
    });
  return person;
}
