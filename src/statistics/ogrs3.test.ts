import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertClose, assertPrinted } from './assertions-for-tests.ts';
import { type Ogrs3Input, type Ogrs3Score, ogrs3, ogrs3OffenceGroups } from './index.ts';

function input(
  sex: 'male' | 'female',
  offenceGroup: Ogrs3Input['offenceGroup'],
  previousSanctions: number,
  ageAtConviction: number,
  ageAtFirstSanction: number,
  ageAtStartOfFollowUp: number,
): Ogrs3Input {
  return { sex, offenceGroup, previousSanctions, ageAtConviction, ageAtFirstSanction, ageAtStartOfFollowUp };
}

function score(given: Ogrs3Input): Ogrs3Score {
  const found = ogrs3(given);
  assert.ok(found.calculable, JSON.stringify(found));
  return found;
}

test('the worked examples', () => {
  const five = score(input('female', 'criminal-damage', 5, 37, 14, 43));
  assertPrinted(five.oneYear, 0.1698179, 7);
  assertPrinted(five.twoYear, 0.2957174, 7);
  assert.deepEqual([five.band, five.label], ['low', 'indicative']);
  const three = score(input('female', 'criminal-damage', 3, 37, 14, 43));
  assertPrinted(three.oneYear, 0.1096613, 7);
  assertPrinted(three.twoYear, 0.2018031, 7);
  const violence = [0.1216155, 0.315812, 0.4339389, 0.5235146, 0.5922581];
  for (const [n, oneYear] of violence.entries()) {
    assertPrinted(score(input('male', 'violence', n, 20, 20, 20)).oneYear, oneYear, 7);
  }
  const driving = score(input('male', 'taking-and-driving', 25, 23, 12, 23));
  assertPrinted(driving.oneYear, 0.8117432, 7);
  assertPrinted(driving.twoYear, 0.8984866, 7);
  assert.equal(driving.band, 'very-high');
});

test('the terms add up to the score', () => {
  const { terms, oneYear } = score(input('male', 'theft', 12, 31, 15, 32));
  const { interceptOneYear, copasRate, sanctionHistory, ageAndSex, offenceGroup } = terms;
  const logOdds = interceptOneYear + copasRate + sanctionHistory + ageAndSex + offenceGroup;
  assertClose(oneYear, 1 / (1 + Math.exp(-logOdds)), 1e-15);
});

test('sanctions beyond 50 add nothing', () => {
  const at = (n: number) => score(input('male', 'theft', n, 45, 15, 45)).twoYear;
  assert.equal(at(79), at(50));
  assert.ok(at(50) > at(49));
});

test('girls under 16 have negative weights', () => {
  for (const age of [10, 12, 14]) {
    assert.ok(score(input('female', 'theft', 0, age, age, age)).terms.ageAndSex < 0);
  }
});

test('impossible facts give a reason and no score', () => {
  const reason = (given: Ogrs3Input) => {
    const found = ogrs3(given);
    return found.calculable ? 'calculated' : found.reason;
  };
  assert.equal(reason(input('male', null, 1, 20, 18, 20)), 'no-offence-group');
  assert.equal(reason(input('male', 'theft', -1, 20, 18, 20)), 'invalid-sanctions');
  assert.equal(reason(input('male', 'theft', 1.5, 20, 18, 20)), 'invalid-sanctions');
  assert.equal(reason(input('male', 'theft', 1, 20.5, 18, 21)), 'invalid-age');
  assert.equal(reason(input('male', 'theft', 1, 20, 9, 20)), 'under-10');
  assert.equal(reason(input('male', 'theft', 1, 20, 21, 20)), 'first-sanction-after-conviction');
  assert.equal(reason(input('male', 'theft', 1, 20, 18, 19)), 'follow-up-before-conviction');
});

test('optional: 300 shared reference cases agree to 1e-12', (t) => {
  const file = new URL('../../../shared/data/outcomes/ogrs3_reference_cases_300.csv', import.meta.url);
  if (!existsSync(file)) return t.diagnostic('passed over: ../shared/data/outcomes is not here');
  const [, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  for (const line of lines) {
    // The group's name may hold a comma, so the last two are counted from the end.
    const cells = line.split(',');
    const [sanctions = 0, convicted = 0, first = 0, start = 0, group = 0] = cells.slice(2, 7).map(Number);
    const sex = cells[1] === 'F' ? 'female' : 'male';
    const found = score(input(sex, ogrs3OffenceGroups[group] ?? null, sanctions, convicted, first, start));
    assertClose(found.oneYear, Number(cells.at(-2)), 1e-12, line);
    assertClose(found.twoYear, Number(cells.at(-1)), 1e-12, line);
  }
  t.diagnostic(`${lines.length} cases agree`);
});
