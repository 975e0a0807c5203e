import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inferModel } from './infer-model.ts';
import { link } from './link.ts';
import { makePeople, quality } from './people-for-tests.ts';
import type { Cell } from './types.ts';

test('training recovers how often two records of one person agree, and how often strangers do', () => {
  const { table, truth } = makePeople(1500, 8);
  const { model } = inferModel(Object.keys(table.columns), { postcodes: 'postcode' });
  const result = link(table, model, { train: true });
  const dob = result.model.comparisons.find((comparison) => comparison.id === 'dob')!;
  // 55 years × 12 months × 28 days are equally likely; a mistyped date of about 7 in 83 spoils a pair either side.
  assert.ok(Math.abs(Math.log2(dob.levels[0]!.u * 55 * 12 * 28)) < 0.5, `u ${dob.levels[0]!.u}`);
  assert.ok(Math.abs(dob.levels[0]!.m - 0.85) < 0.06, `m ${dob.levels[0]!.m}`);
  let matches = 0;
  for (let i = 0; i < truth.length; i += 1) {
    for (let j = i + 1; j < truth.length && truth[j] === truth[i]; j += 1) matches += 1;
  }
  const prior = matches / ((truth.length * (truth.length - 1)) / 2);
  assert.ok(Math.abs(Math.log2(result.model.prior / prior)) < 0.3, `${result.model.prior} ${prior}`);
  const { precision, recall } = quality(result.clusters, truth);
  assert.ok(precision > 0.99 && recall > 0.95, `${precision} ${recall}`);
});

test('each comparison keeps probabilities that add up to one', () => {
  const { table } = makePeople(200, 9);
  const { model } = inferModel(Object.keys(table.columns), { postcodes: 'postcode' });
  for (const comparison of link(table, model, { train: true }).model.comparisons) {
    const sum = (of: 'm' | 'u'): number => comparison.levels.reduce((total, level) => total + level[of], 0);
    assert.ok(Math.abs(sum('m') - 1) < 1e-9 && Math.abs(sum('u') - 1) < 1e-9, comparison.id);
    assert.ok(comparison.levels.every((level) => level.m > 0 && level.u > 0));
  }
});

test('columns are known by their names, or by the mapping', () => {
  const { roles, unused, model } = inferModel([
    'unique_id',
    'First Name',
    'family_name',
    'birth_date',
    'cluster',
  ]);
  assert.deepEqual(roles, {
    id: 'unique_id',
    forename: 'First Name',
    surname: 'family_name',
    dob: 'birth_date',
  });
  assert.deepEqual(unused, ['cluster']);
  assert.deepEqual(
    model.comparisons.map((comparison) => comparison.id),
    ['name', 'dob'],
  );
  assert.throws(() => inferModel(['cluster']), /needs a name/);
  assert.throws(() => inferModel(['name'], { nom: 'surname' }), /"nom"/);
  assert.equal(inferModel(['nom'], { nom: 'surname' }).roles.surname, 'nom');
});

const FEBRL = join(import.meta.dirname, '../../../shared/data/linkage/febrl3.csv');

test('optional: FEBRL3 is linked without labels at F1 of at least 0.98', { skip: !existsSync(FEBRL) }, () => {
  const [head, ...lines] = readFileSync(FEBRL, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((s) => s.trim()));
  const columns: Record<string, Cell[]> = {};
  head!.forEach((name, c) => {
    if (name !== 'rec_id') columns[name] = lines.map((line) => line[c] || null);
  });
  const { model } = inferModel(Object.keys(columns));
  const { clusters } = link({ length: lines.length, columns }, model, { train: true });
  const { precision, recall } = quality(
    clusters,
    lines.map((line) => line[0]!.split('-')[1]!),
  );
  assert.ok((2 * precision * recall) / (precision + recall) >= 0.98, `${precision} ${recall}`);
});
