import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeTable } from './encoded.ts';
import { defaultOffenderModel } from './offender-model.ts';
import { tableFrom } from './people-for-tests.ts';
import type { BlockingRule, Comparison, FieldSpec, Model } from './types.ts';

type Row = Readonly<Record<string, string | null>>;

const fieldNames = (count: number): string[] => Array.from({ length: count }, (_, k) => `f${k}`);

/** Fields that are compared, so that each has its place in a line. */
function modelOf(fields: readonly string[], blocking: readonly BlockingRule[]): Model {
  const specs = fields.map((name): [string, FieldSpec] => [
    name,
    { kind: 'text', from: [{ column: name }], shape: 'one' },
  ]);
  const comparisons = fields.slice(0, 8).map(
    (field): Comparison => ({
      id: field,
      label: field,
      comparable: { is: 'present', field },
      levels: [
        { label: 'same', when: { is: 'same', field }, m: 0.9, u: 0.1 },
        { label: 'other', when: { is: 'always' }, m: 0.1, u: 0.9 },
      ],
    }),
  );
  return { ...defaultOffenderModel, fields: Object.fromEntries(specs), comparisons, rules: [], blocking };
}

const WIDE = fieldNames(22);
const whole = (...fields: string[]): BlockingRule['keys'] =>
  fields.map((field) => ({ field, part: 'whole' as const }));
const rules: BlockingRule[] = [
  { name: 'two fields', keys: whole('f0', 'f21'), maxGroup: 100 },
  {
    name: 'either order',
    keys: [{ part: 'either-order', fields: ['f1', 'f2'] }, ...whole('f3')],
    maxGroup: 100,
  },
  { name: 'common values are dropped', keys: whole('f4'), maxGroup: 4 },
  {
    name: 'first letters',
    keys: [{ field: 'f5', part: 'prefix', length: 2 }, ...whole('f6')],
    maxGroup: 100,
  },
  { name: 'many', keys: whole('f9', 'f13', 'f17'), maxGroup: 100 },
  { name: 'either of others', keys: [{ part: 'either-order', fields: ['f2', 'f20'] }], maxGroup: 100 },
];

/** Whether two rows share a rule's key, and its group is kept. */
const makers: readonly ((x: Row, y: Row, all: readonly Row[]) => boolean)[] = [
  (x, y) => same(x, y, 'f0', 'f21'),
  (x, y) => crosswise(x, y, 'f1', 'f2') && same(x, y, 'f3'),
  (x, y, all) => same(x, y, 'f4') && all.filter(({ f4 }) => f4 === x.f4).length <= 4,
  (x, y) => !!x.f5 && !!y.f5 && x.f5.slice(0, 2) === y.f5.slice(0, 2) && same(x, y, 'f6'),
  (x, y) => same(x, y, 'f9', 'f13', 'f17'),
  (x, y) => crosswise(x, y, 'f2', 'f20'),
];

function same(x: Row, y: Row, ...fields: readonly string[]): boolean {
  return fields.every((field) => x[field] !== null && x[field] === y[field]);
}

function crosswise(x: Row, y: Row, a: string, b: string): boolean {
  if ([x[a], x[b], y[a], y[b]].includes(null)) return false;
  return (x[a] === y[a] && x[b] === y[b]) || (x[a] === y[b] && x[b] === y[a]);
}

const value = fc.option(fc.constantFrom('ABCD', 'ABXY', 'QRST', 'ZZZZ'), { freq: 5 });
const row = fc.record(Object.fromEntries(WIDE.map((field) => [field, value])));

test('lines longer than a few numbers tell which rules make a pair: by values, parts, either order and kept groups', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 24 }), (rows: readonly Row[]) => {
      const { pairs } = encodeTable(tableFrom(rows), modelOf(WIDE, rules));
      const found = new Map<string, number>();
      for (const { count, left, right, made } of pairs.parts) {
        for (let k = 0; k < count; k += 1) {
          const pair = `${left[k]}-${right[k]}`;
          assert.ok(!found.has(pair), 'visited twice');
          found.set(pair, made[k]!);
        }
      }
      rows.forEach((x, left) => {
        rows.slice(left + 1).forEach((y, k) => {
          const expected = makers.reduce((bits, makes, r) => (makes(x, y, rows) ? bits | (1 << r) : bits), 0);
          assert.equal(found.get(`${left}-${left + 1 + k}`) ?? 0, expected);
        });
      });
    }),
    { numRuns: 200 },
  );
});

test('a model that reads more than a line holds is refused in words', () => {
  const fields = fieldNames(70);
  const blocking: BlockingRule[] = [{ name: 'all', keys: whole(...fields), maxGroup: 10 }];
  const rows = [Object.fromEntries(fields.map((field) => [field, 'A']))];
  assert.throws(
    () => encodeTable(tableFrom(rows), modelOf(fields, blocking)),
    /read 70 fields and parts of fields: more than 63/,
  );
});
