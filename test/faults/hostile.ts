import fc from 'fast-check';
import type { TSchema } from 'typebox';
import type { Route } from '../../src/web/route.ts';

/** Requests that no form of ours sends. */

interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  minimum?: number;
  maxLength?: number;
}

export interface Hostile {
  what: string;
  params?: Record<string, string>;
  query?: string;
  /** Fields of the form; `_csrf` and `_key` are added. */
  fields?: [string, string][];
  /** Sent as it is instead of the fields. */
  payload?: { type: string; text: string };
  csrf?: 'none' | 'wrong';
}

const shapeOf = (schema: TSchema | undefined): Shape => (schema ?? {}) as Shape;
const namesOf = (schema: TSchema | undefined): string[] =>
  Object.keys(shapeOf(schema).properties ?? {}).filter((name) => !['_csrf', '_key'].includes(name));

/** Of days, drafts, months, years and codes: the first that fits a pattern is taken. */
const likelyCodes = ['2026-10-01', 'contact:new:1', '2026-10', '2026-27', '2026', '1', 'a', 'a1', 'A'];

/** A value that the schema takes: 1 for a number, the first of several. */
function fitting(shape: Shape): string {
  const one = shape.anyOf?.at(-1) ?? shape;
  if (one.const !== undefined) return String(one.const);
  if (one.enum !== undefined) return String(one.enum[0]);
  if (one.type === 'integer' || one.type === 'number') return '1';
  const { pattern } = one;
  if (pattern === undefined) return 'contact:new:1';
  return likelyCodes.find((code) => new RegExp(pattern, 'u').test(code)) ?? 'contact:new:1';
}

export const fittingParams = (route: Route): Record<string, string> =>
  Object.fromEntries(
    Object.entries(shapeOf(route.params).properties ?? {}).map(([name, shape]) => [name, fitting(shape)]),
  );

/** What a form must have, each as the schema takes it, but for its token and key. */
export function fittingFields(route: Route): [string, string][] {
  const { properties = {}, required = [] } = shapeOf(route.body);
  return required
    .filter((name) => name !== '_csrf' && name !== '_key')
    .map((name) => [name, fitting(properties[name] ?? {})]);
}

/** Free texts of a form and how long each may be: what takes no more than 40 characters is a code or a day. */
export const freeTexts = (route: Route): { name: string; most: number }[] =>
  Object.entries(shapeOf(route.body).properties ?? {}).flatMap(([name, { type, pattern, maxLength = 0 }]) =>
    type === 'string' && pattern === undefined && maxLength > 40 && !name.startsWith('_')
      ? [{ name, most: maxLength }]
      : [],
  );

export const addressOf = (route: Route, params: Record<string, string>): string =>
  route.url.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '1'));

const texts = {
  sql: `1'; drop table contact; --`,
  html: `"><script>alert(1)</script>`,
  nul: 'a\u0000b',
  huge: '9'.repeat(25),
  negative: '-1',
  fraction: '1.5',
  notNumber: 'NaN',
  proto: '__proto__',
  surrogate: 'a\ud800b',
  day: '2026-02-31',
  spread: '١٢',
} as const;

const everywhere = (names: readonly string[], text: string): [string, string][] =>
  names.map((name) => [name, text]);

/** Numbers in an address that are no number of anything. */
export function hostileParams(route: Route): Hostile[] {
  const names = Object.keys(shapeOf(route.params).properties ?? {});
  if (names.length === 0) return [];
  return ['0', '1.5', 'x', '9007199254740991', '9'.repeat(30), 'a\u0000b', texts.sql].map((text) => ({
    what: `parameters ${JSON.stringify(text)}`,
    params: Object.fromEntries(names.map((name) => [name, text])),
  }));
}

const form = (fields: readonly [string, string][]): string => new URLSearchParams([...fields]).toString();

export function hostileQueries(route: Route, random: readonly string[]): Hostile[] {
  const names = namesOf(route.query);
  const query = (what: string, fields: [string, string][]): Hostile => ({
    what: `query: ${what}`,
    query: form(fields),
  });
  return [
    query('unknown name', [['nothing', '1']]),
    query('__proto__', [
      ['__proto__', 'x'],
      ['__proto__[x]', 'y'],
      ['constructor', 'z'],
    ]),
    { what: 'query: broken escape', query: '%E0%A4%A&q=%' },
    ...(names.length === 0
      ? []
      : [
          ...Object.entries(texts).map(([what, text]) => query(what, everywhere(names, text))),
          query(
            'twice',
            names.flatMap((name): [string, string][] => [
              [name, '1'],
              [name, '2'],
            ]),
          ),
          query('empty', everywhere(names, '')),
          query('long', everywhere(names.slice(0, 2), 'x'.repeat(6_000))),
          ...random.map((text) => query(`random ${JSON.stringify(text)}`, everywhere(names, text))),
          // Each name by itself, so that one refused value does not hide the others.
          ...names.flatMap((name) =>
            [texts.sql, texts.nul, texts.huge, texts.day].map((text) =>
              query(`${name} alone`, [[name, text]]),
            ),
          ),
        ]),
  ];
}

export function hostileBodies(route: Route, random: readonly string[]): Hostile[] {
  const names = namesOf(route.body);
  const body = (what: string, fields: [string, string][]): Hostile => ({ what: `body: ${what}`, fields });
  const likely: [string, string][] = names.map((name) => [name, likelyText(name)]);
  const hostileText = Object.entries(texts).map(([what, text]) => body(what, everywhere(names, text)));
  return [
    { what: 'no token', fields: likely, csrf: 'none' },
    { what: 'wrong token', fields: likely, csrf: 'wrong' },
    body('nothing else', []),
    body('half of it', likely.slice(0, Math.ceil(likely.length / 2))),
    ...hostileText,
    body(
      'twice',
      names.flatMap((name): [string, string][] => [
        [name, '1'],
        [name, '2'],
      ]),
    ),
    body('__proto__', [
      ...likely,
      ['__proto__[x]', 'y'],
      ['__proto__', 'x'],
      ['constructor[prototype][x]', 'y'],
    ]),
    body('long', everywhere(names, 'x'.repeat(25_000))),
    body('short key', [...likely, ['_key', 'x']]),
    {
      what: 'JSON',
      payload: {
        type: 'application/json',
        text: JSON.stringify({
          ...Object.fromEntries(names.map((name) => [name, { $gt: '' }])),
          _csrf: 'CSRF',
        }),
      },
    },
    { what: 'broken JSON', payload: { type: 'application/json', text: '{"a":' } },
    { what: 'JSON null', payload: { type: 'application/json', text: 'null' } },
    { what: 'XML', payload: { type: 'application/xml', text: '<a/>' } },
    {
      what: 'two megabytes',
      payload: {
        type: 'application/x-www-form-urlencoded',
        text: `_csrf=CSRF&note=${'x'.repeat(2_000_000)}`,
      },
    },
    { what: 'no type', payload: { type: '', text: '_csrf=CSRF' } },
    {
      what: 'multipart',
      payload: {
        type: 'multipart/form-data; boundary=b',
        text: '--b\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\nCSRF\r\n--b--',
      },
    },
    ...random.map((text) => body(`random ${JSON.stringify(text)}`, everywhere(names, text))),
    // One bad field in a form that is otherwise likely: it gets past the other fields' checks.
    ...names.flatMap((name) =>
      [texts.nul, texts.huge, texts.day].map((text) =>
        body(
          `${name} = ${JSON.stringify(text).slice(0, 20)}`,
          likely.map(([each, value]) => [each, each === name ? text : value]),
        ),
      ),
    ),
  ];
}

/** What the field of this name would often hold. */
function likelyText(name: string): string {
  if (/day|date|_on$|On$|from|until|expires|starts|review/i.test(name)) return '2026-11-01';
  if (/time/.test(name)) return '10:00';
  return /why|note|reason|title|text|summary|name/i.test(name) ? 'Example text that is long enough' : '1';
}

export const randomTexts = (count: number, seed: number): string[] =>
  fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), { numRuns: count, seed });
