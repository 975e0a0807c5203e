import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultOffenderModel,
  explain,
  frequenciesFromCounts,
  type RecordInput,
} from '../../linkage/index.ts';
import { packEvidence, stepsOf } from './evidence.ts';
import { waterfallPicture, waterfallTable } from './picture.ts';

const alan: RecordInput = {
  forename: 'Alan',
  surname: 'Quillmarsh',
  dob: '1990-05-06',
  postcodes: 'NR1 1AA',
};
const nobody = frequenciesFromCounts({});
const packed = (other: RecordInput, override?: 'same' | 'different') =>
  packEvidence(
    defaultOffenderModel,
    explain(alan, other, defaultOffenderModel, nobody, override === undefined ? {} : { override }),
  );

test('the steps of the picture begin with any two records and add up to the sum', () => {
  for (const [other, override] of [
    [{ ...alan, surname: 'Quilmarsh' }, undefined],
    [{ ...alan, forename: 'Brian' }, undefined],
    [{ forename: 'Zoe', surname: 'Else', dob: '1970-01-02' }, 'same'],
  ] as const) {
    const evidence = packed(other, override);
    const steps = stepsOf(defaultOffenderModel, evidence);
    const [first] = steps;
    assert.equal(first?.kind, 'prior');
    const before = steps.at(-2);
    const total = steps.at(-1);
    assert.equal(total?.kind, 'total');
    assert.ok(Math.abs((before?.to ?? 0) - (total?.to ?? 1)) < 0.1, `${before?.to} and ${total?.to}`);
    for (const [place, step] of steps.slice(0, -1).entries())
      assert.equal(
        step.from,
        place === 0 ? 0 : steps[place - 1]?.to,
        'each begins where the one before ended',
      );
  }
});

test('how common a value is has a step of its own, and a decision too', () => {
  const common = { total: () => 100_000, count: () => 20_000 };
  const explained = explain(alan, alan, defaultOffenderModel, common, { override: 'same' });
  const steps = stepsOf(defaultOffenderModel, packEvidence(defaultOffenderModel, explained));
  const kinds = steps.map(({ kind }) => kind);
  assert.ok(
    steps.some(({ kind, bits, found }) => kind === 'frequency' && bits < 0 && found.includes('common')),
  );
  assert.ok(kinds.includes('frequency'));
  assert.ok(kinds.includes('decision'));
});

test('the picture has a bar for each step, words for who does not see it, and never leaves its frame', () => {
  const steps = stepsOf(defaultOffenderModel, packed({ ...alan, forename: 'Brian' }, 'different'));
  const drawn = String(waterfallPicture(steps, 'sum'));
  assert.equal([...drawn.matchAll(/<rect /g)].length, steps.length);
  assert.match(drawn, /role="img" aria-labelledby="sum-title sum-text"/);
  const width = Number(/viewBox="0 0 (\d+)/.exec(drawn)?.[1]);
  for (const [, x, wide] of drawn.matchAll(/<rect x="([\d.-]+)" y="[\d.]+" width="([\d.]+)"/g)) {
    assert.ok(Number(x) >= 0, `a bar begins at ${x}`);
    assert.ok(Number(x) + Number(wide) <= width, `a bar ends at ${Number(x) + Number(wide)}`);
  }
  const table = String(waterfallTable(steps, 'a model'));
  for (const { what } of steps) assert.ok(table.includes(what.replaceAll("'", '&#39;')), what);
});
