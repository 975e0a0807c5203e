import assert from 'node:assert/strict';
import { test } from 'node:test';
import { damerauLevenshtein, hamming, jaccard, levenshtein } from './distances.ts';
import { link } from './link.ts';
import { makePeople, tableFrom } from './people-for-tests.ts';
import { jaroOfDuckdb, jaroWinklerOfDuckdb } from './similarity.ts';
import { fromSplink, type SplinkSettings, toSplink } from './splink.ts';
import { evaluatorOf } from './sql-evaluate.ts';
import { parseSql } from './sql-parse.ts';
import type { Model } from './types.ts';

const SETTINGS: SplinkSettings = {
  link_type: 'dedupe_only',
  probability_two_random_records_match: 0.002,
  blocking_rules_to_generate_predictions: [
    { blocking_rule: 'l."surname" = r."surname"' },
    'substr(l.forename, 1, 2) = substr(r.forename, 1, 2) AND l.dob = r.dob',
  ],
  comparisons: [
    {
      output_column_name: 'forename',
      comparison_levels: [
        { sql_condition: '"forename_l" IS NULL OR "forename_r" IS NULL', is_null_level: true },
        {
          sql_condition: '"forename_l" = "forename_r"',
          m_probability: 0.7,
          u_probability: 0.02,
          tf_adjustment_column: 'forename',
          tf_minimum_u_value: 0.01,
        },
        {
          sql_condition: 'jaro_winkler_similarity("forename_l", "forename_r") >= 0.85',
          m_probability: 0.2,
          u_probability: 0.05,
          tf_adjustment_column: 'forename',
          tf_adjustment_weight: 0.5,
        },
        { sql_condition: 'ELSE', m_probability: 0.1, u_probability: 0.93 },
      ],
    },
    {
      output_column_name: 'dob',
      comparison_levels: [
        { sql_condition: '"dob_l" IS NULL OR "dob_r" IS NULL', is_null_level: true },
        { sql_condition: '"dob_l" = "dob_r"', m_probability: 0.9, u_probability: 0.0004 },
        {
          sql_condition:
            'damerau_levenshtein("dob_l", "dob_r") <= 1 OR substr("dob_l", 1, 4) = substr("dob_r", 1, 4)',
          m_probability: 0.06,
          u_probability: 0.02,
        },
        {
          sql_condition: 'ELSE',
          m_probability: 'level not observed in training dataset',
          u_probability: 0.9796,
        },
      ],
    },
  ],
};

type Row = { forename: string; surname: string; dob: string };

/** Splink's formula for SETTINGS, written out by itself: odds multiplied, log2 at the end. */
function splinkBits(a: Partial<Row>, b: Partial<Row>, share: (forename: string) => number): number {
  let odds = 0.002 / (1 - 0.002);
  if (a.forename && b.forename) {
    const commoner = Math.max(share(a.forename), share(b.forename));
    if (a.forename === b.forename) odds *= (0.7 / 0.02) * (0.02 / Math.max(commoner, 0.01));
    else if (jaroWinklerOfDuckdb(a.forename, b.forename) >= 0.85)
      odds *= (0.2 / 0.05) * (0.02 / commoner) ** 0.5;
    else odds *= 0.1 / 0.93;
  }
  if (a.dob && b.dob) {
    if (a.dob === b.dob) odds *= 0.9 / 0.0004;
    else if (damerauLevenshtein(a.dob, b.dob) <= 1 || a.dob.slice(0, 4) === b.dob.slice(0, 4))
      odds *= 0.06 / 0.02;
    else odds *= 1e-6 / 0.9796;
  }
  return Math.log2(odds);
}

const wide = (model: Model): Model => ({ ...model, thresholds: { join: 0, review: -200, fracture: -200 } });

test('the same model gives the weight that Splink’s formula gives, for every pair', () => {
  const { table } = makePeople(300, 4);
  const cell = (column: string, row: number): string | undefined => {
    const value = table.columns[column]![row];
    return typeof value === 'string' ? value : undefined;
  };
  const forenames = Array.from({ length: table.length }, (_, row) => cell('forename', row)).filter((v) => v);
  const counts = new Map<string, number>();
  for (const forename of forenames) counts.set(forename!, (counts.get(forename!) ?? 0) + 1);
  const share = (forename: string): number => (counts.get(forename) ?? 0) / forenames.length;
  const { edges } = link(table, wide(fromSplink(SETTINGS)));
  assert.ok(edges.count > 300, `${edges.count}`);
  const rowOf = (row: number) => ({ forename: cell('forename', row), dob: cell('dob', row) }) as Partial<Row>;
  for (let k = 0; k < edges.count; k += 1) {
    const expected = splinkBits(rowOf(edges.left[k]!), rowOf(edges.right[k]!), share);
    assert.ok(Math.abs(edges.bits[k]! - expected) < 1e-6, `${edges.bits[k]} ${expected}`);
  }
});

test('a model of Splink is written back as it was read, and links the same', () => {
  const again = toSplink(fromSplink(SETTINGS));
  assert.deepEqual(again, SETTINGS);
  const { table } = makePeople(80, 6);
  const one = link(table, wide(fromSplink(SETTINGS)));
  const other = link(table, wide(fromSplink(JSON.parse(JSON.stringify(again)))));
  assert.deepEqual([...other.edges.bits], [...one.edges.bits]);
});

test('a model of ours is written in Splink’s words, and read again gives its levels; what cannot be said is refused', () => {
  const ours: Model = {
    ...fromSplink(SETTINGS),
    fields: {
      forename: { kind: 'as-is', from: [{ column: 'forename' }], shape: 'one' },
      surname: { kind: 'as-is', from: [{ column: 'surname' }], shape: 'one' },
      dob: { kind: 'as-is', from: [{ column: 'dob' }], shape: 'one' },
    },
    comparisons: [
      {
        id: 'names',
        label: 'Names',
        comparable: { is: 'present', field: 'forename' },
        levels: [
          { label: 'Crossed', when: { is: 'crossed', fields: ['forename', 'surname'] }, m: 0.1, u: 0.001 },
          { label: 'Alike', when: { is: 'prefix', field: 'forename', length: 3 }, m: 0.6, u: 0.01 },
          { label: 'Else', when: { is: 'always' }, m: 0.3, u: 0.989 },
        ],
      },
      {
        id: 'dob',
        label: 'Born',
        comparable: { is: 'present', field: 'dob' },
        levels: [
          { label: 'Same', when: { is: 'same', field: 'dob' }, m: 0.8, u: 0.001 },
          { label: 'Day and month', when: { is: 'day-month', field: 'dob' }, m: 0.05, u: 0.001 },
          { label: 'Two digits', when: { is: 'digits', field: 'dob', atMost: 2 }, m: 0.1, u: 0.05 },
          { label: 'Else', when: { is: 'always' }, m: 0.05, u: 0.948 },
        ],
      },
    ],
  };
  const { splink: _, ...own } = ours;
  const made = makePeople(120, 12).table;
  // A date with a letter in it is no date to us, and text to Splink.
  const dob = made.columns.dob!.map((cell) => (/^[\d-]+$/.test(String(cell)) ? cell : null));
  const table = { ...made, columns: { ...made.columns, dob } };
  const before = link(table, wide(own));
  const after = link(table, wide(fromSplink(toSplink(own))));
  const bitsOf = ({ edges }: typeof before) =>
    new Map([...edges.bits].map((bits, k) => [`${edges.left[k]}-${edges.right[k]}`, bits.toFixed(6)]));
  assert.deepEqual([...bitsOf(after)].sort(), [...bitsOf(before)].sort());
  const rare: Model = {
    ...own,
    comparisons: [
      {
        ...own.comparisons[0]!,
        levels: [{ label: 'x', when: { is: 'rare', field: 'dob', below: 1 }, m: 1, u: 1 }],
      },
    ],
  };
  assert.throws(() => toSplink(rare), /no counterpart/);
});

test('SQL conditions keep the third truth value', () => {
  const value = (sql: string, left: Record<string, string>, right: Record<string, string> = left) =>
    evaluatorOf(parseSql(sql))(
      (name) => left[name] ?? null,
      (name) => right[name] ?? null,
    );
  assert.equal(value('"a_l" = "a_r"', { a: 'x' }), true);
  assert.equal(value('"a_l" = "a_r"', {}), null);
  assert.equal(value('NOT ("a_l" = "a_r")', {}), null);
  assert.equal(value('"a_l" = "a_r" OR 1 = 1', {}), true);
  assert.equal(value('"a_l" IS NULL OR "a_r" IS NULL', { a: 'x' }, {}), true);
  assert.equal(
    value(
      `abs(epoch(try_strptime("d_l", '%Y-%m-%d')) - epoch(try_strptime("d_r", '%Y-%m-%d'))) <= 86400`,
      { d: '2020-02-28' },
      { d: '2020-02-29' },
    ),
    true,
  );
  assert.equal(value(`try_strptime("d_l", '%Y-%m-%d') IS NULL`, { d: '2021-02-29' }), true);
  assert.equal(value(`CASE WHEN "a_l" IN ('x', 'y') THEN length("a_l") + 1 ELSE 0 END`, { a: 'y' }), 2);
  assert.equal(value(`regexp_extract("p_l", '^[A-Z]+')`, { p: 'NR1 3QY' }), 'NR');
  assert.throws(() => value('soundex("a_l") = 1', { a: 'x' }), /soundex/);
  assert.throws(() => parseSql('"a_l" = = "a_r"'), /cannot be read/);
  assert.throws(() => parseSql('forename = 1'), /no column/);
});

test('distances are DuckDB’s', () => {
  // Values given by DuckDB 1.5 for the same calls.
  assert.equal(damerauLevenshtein('ca', 'abc'), 2);
  assert.equal(levenshtein('kitten', 'sitting'), 3);
  assert.equal(hamming('abc', 'abd'), 1);
  assert.equal(jaccard('night', 'nacht'), 3 / 7);
  assert.equal(jaroOfDuckdb('abc', 'bca'), 0);
  assert.ok(Math.abs(jaroWinklerOfDuckdb('abcd', 'bcae') - 2 / 3) < 1e-12);
});

test('blocking by what is no equality, and adjustment without an exact level, are refused', () => {
  const by = (rule: string): SplinkSettings => ({
    ...SETTINGS,
    blocking_rules_to_generate_predictions: [rule],
  });
  assert.throws(() => fromSplink(by('levenshtein(l.dob, r.dob) < 2')), /equal columns/);
  const levels = [
    {
      sql_condition: 'length("dob_l") > 1',
      m_probability: 0.9,
      u_probability: 0.1,
      tf_adjustment_column: 'dob',
    },
    { sql_condition: 'ELSE', m_probability: 0.1, u_probability: 0.9 },
  ];
  assert.throws(
    () => fromSplink({ ...SETTINGS, comparisons: [{ comparison_levels: levels }] }),
    /exact match/,
  );
  assert.equal(link(tableFrom([{ forename: 'A' }]), fromSplink(SETTINGS)).clusterCount, 1);
});
