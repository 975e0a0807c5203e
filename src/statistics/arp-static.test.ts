import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArpStaticInput, arpStatic } from './arp-static.ts';

/** The published vector: male, first at 21, two sanctions, convicted at 30, at the cap of offence-free months. */
const published: ArpStaticInput = {
  sex: 'male',
  sanctions: 2,
  ageAtFirstSanction: 21,
  ageAtConviction: 30,
  ageAtStartOfFollowUp: 30,
  offenceFreeMonths: 47,
  offenceCategory: 'other',
};

test('the published vector: 4.27 %, and its offence-free term', () => {
  const { twoYear, terms } = arpStatic(published);
  assert.equal((twoYear * 100).toFixed(2), '4.27');
  assert.equal(terms.offenceFree.toFixed(4), '-1.7441');
});

test('beyond 36 offence-free months nothing changes', () => {
  const at = (offenceFreeMonths: number) => arpStatic({ ...published, offenceFreeMonths }).twoYear;
  assert.equal(at(36), at(400));
  assert.ok(at(0) > at(12) && at(12) > at(36));
});

test('a third sanction counts by how fast they came, a second by the years between, a first by neither', () => {
  const at = (sanctions: number, ageAtFirstSanction: number) =>
    arpStatic({ ...published, sanctions, ageAtFirstSanction }).terms.sanctionHistory;
  assert.equal(at(1, 15), at(1, 30));
  assert.ok(at(2, 29) > at(2, 15));
  // 12 sanctions in 5 years: L = ln(12 / (5 + 26)).
  const rate = Math.log(12 / 31);
  const by = -0.0042757301284995 * 12 + 1.55298303083717 * rate + 0.129334968245905 * rate * rate;
  assert.ok(Math.abs(at(12, 25) - by) < 1e-12);
  assert.ok(at(12, 25) > at(12, 12));
});

test('ages that run backwards and counts that are none are refused', () => {
  assert.throws(() => arpStatic({ ...published, sanctions: 0 }), /sanctions/);
  assert.throws(() => arpStatic({ ...published, ageAtFirstSanction: 31 }), /ages/);
  assert.throws(() => arpStatic({ ...published, offenceFreeMonths: -1 }), /offenceFreeMonths/);
});
