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
import { sideBySide } from './review-views.ts';
import type { ReviewSide } from './store.ts';
import { evidenceLists } from './views.ts';

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
  const bars = [...drawn.matchAll(/<rect x="([\d.-]+)%" y="[\d.]+" width="([\d.]+)%"/g)];
  assert.equal(bars.length, steps.length);
  for (const [, x, wide] of bars) {
    assert.ok(Number(x) >= 0, `a bar begins at ${x}`);
    assert.ok(Number(x) + Number(wide) <= 100, `a bar ends at ${Number(x) + Number(wide)}`);
  }
  const table = String(waterfallTable(steps, 'a model'));
  for (const { what } of steps) assert.ok(table.includes(what.replaceAll("'", '&#39;')), what);
});

test('one finding has one strength in words, with how common its value is in it and not against it', () => {
  const common = { total: () => 100_000, count: () => 900 };
  const explained = explain(alan, alan, defaultOffenderModel, common, {});
  const text = String(evidenceLists(packEvidence(defaultOffenderModel, explained), 'Evidence'));
  assert.match(text, /\((very strong|strong|moderate|weak), with how many have this value taken off\)/);
  assert.doesNotMatch(text, /says less\) \(/);
});

test('two records that differ in a middle name alone agree in the name, as the evidence says; another surname differs', () => {
  const side: ReviewSide = {
    ...{
      agency: 'Probation',
      localId: 'X1',
      givenName: 'Alan',
      middleName: null,
      familyName: 'Quillmarsh',
      aliases: [],
    },
    ...{
      born: null,
      sex: null,
      pnc: null,
      cro: null,
      prisonNumber: null,
      crn: null,
      yjsId: null,
      postcode: null,
    },
    asOf: '2026-10-01',
  };
  const compared = (other: Partial<ReviewSide>) =>
    String(sideBySide({ leftSide: side, rightSide: { ...side, ...other } }));
  assert.match(compared({ middleName: 'James' }), /Agrees but for the middle name/);
  assert.doesNotMatch(compared({ middleName: 'James' }), /Differs/);
  assert.match(compared({ middleName: 'James', familyName: 'Other' }), /Differs/);
});
