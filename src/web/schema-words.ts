import type { FieldError } from '../kernel/errors.ts';

/** One thing that a route's schema refuses in what was sent: as much of the validator's finding as is told. */
export interface Refused {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
}

/** Names that a form uses and nobody says. */
const said: Record<string, string> = {
  given: 'Given name',
  family: 'Family name',
  born: 'Date of birth',
  identifier: 'Number',
  _key: 'The number of this form',
  _version: 'The version of this form',
  form: 'The form',
};

/** A field's name as words: `heardFrom` is “Heard from”, `items/3/why` is “Why”. */
export function fieldWords(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && !/^\d+$/.test(part));
  const name = parts.at(-1) ?? 'form';
  const known = Object.hasOwn(said, name) ? said[name] : undefined;
  if (known !== undefined) return known;
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_.]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What was sent at a place of the body. */
const valueAt = (body: unknown, path: string): unknown =>
  path
    .split('/')
    .filter((part) => part !== '')
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null ? Object.getOwnPropertyDescriptor(at, part)?.value : undefined,
      body,
    );

const figure = (value: unknown): string => Number(value).toLocaleString('en-GB');

/** What the schema refuses, in words that somebody who typed it can act on: which field, and what may stand there. */
export function refusedField({ instancePath, keyword, params }: Refused, body: unknown): FieldError {
  const field = instancePath.slice(1) || String(params.missingProperty ?? 'form');
  const name = `“${fieldWords(field)}”`;
  const value = valueAt(body, instancePath);
  const limit = figure(params.limit);
  const texts: Record<string, string> = {
    maxLength: `${name} may have no more than ${limit} characters${typeof value === 'string' ? `: it has ${figure([...value].length)}` : ''}. Shorten it.`,
    minLength: `${name} needs at least ${limit} characters.`,
    maxItems: `${name} may have no more than ${limit} answers${Array.isArray(value) ? `: ${figure(value.length)} were given` : ''}.`,
    minItems: `${name} needs at least ${limit} answers.`,
    maxProperties: `${name} may have no more than ${limit} parts.`,
    required: `${name} is missing.`,
    enum: `${name} is not one of the answers that there are. Choose again.`,
    type: `${name} is not ${kindWords(params.type)}.`,
    minimum: `${name} may be no less than ${limit}.`,
    maximum: `${name} may be no more than ${limit}.`,
  };
  return { field, text: texts[keyword] ?? `${name} is not written as it should be. Look at it again.` };
}

const kindWords = (type: unknown): string => {
  const kind = [type].flat()[0];
  if (kind === 'integer') return 'a whole number';
  if (kind === 'number') return 'a number';
  if (kind === 'boolean') return 'a yes or a no';
  return 'written as it should be';
};
