import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  againstWords,
  availableHundredths,
  cohortWords,
  limitFor,
  loadOfBase,
  pointsLimitFor,
  readHours,
  showHours,
  supervisorsLacking,
} from './rules.ts';
import type { CaseloadRule, OfficerInPost } from './types.ts';
import { type BaseChange, balanceOf, readChanges, tryOut, writeChanges } from './what-if.ts';

const rule = { peoplePerOfficer: 15, cohortExpected: 300, cohortTolerance: 10 };

const exampleRule = async (): Promise<CaseloadRule> => {
  const file: { rules: { kind: string; body: CaseloadRule }[] } = JSON.parse(
    await readFile(new URL('../../../examples/scheme.json', import.meta.url), 'utf8'),
  );
  const found = file.rules.find(({ kind }) => kind === 'caseload');
  assert.ok(found);
  return found.body;
};

test('decision 2015/11, 3.3 and 3.4: 4 sergeants and 16 constables at 15 each are 300; the inspector adds none', () => {
  assert.equal(limitFor(rule, 20 * 100), 300);
});

test('decision 2015/11 (seed 000), 3.3 to 3.5, from the example’s own rule: 15 each, 300 within 10 either way, a sergeant a base', async () => {
  const example = await exampleRule();
  const [sergeants, constables, inspectors] = [4, 16, 1];
  assert.deepEqual(
    example.countedRoles,
    ['sergeant', 'constable'],
    '3.4: each officer (sergeant and constable)',
  );
  assert.equal(
    example.peoplePerOfficer * (sergeants + constables),
    example.cohortExpected,
    '3.3: around 300',
  );
  assert.equal(cohortWords(290, example), 'within the range of 290 to 310', '3.4: fall by 10');
  assert.equal(cohortWords(310, example), 'within the range of 290 to 310', '3.4: rise by 10');
  assert.deepEqual(example.supervisors, { role: 'sergeant', perBase: 1 }, '3.5');
  // 3.4: one sergeant more in Norfolk, two sergeants and two constables in Suffolk, on the 16 of Table 1.
  assert.equal(16 + 1 + (2 + 2), inspectors + sergeants + constables);
});

test('a base with officers and no sergeant lacks one; a satellite without officers lacks none', () => {
  const asked = { supervisors: { role: 'sergeant', perBase: 1 } };
  assert.equal(supervisorsLacking({ officersHundredths: 400, supervisors: 0 }, asked), 1);
  assert.equal(supervisorsLacking({ officersHundredths: 500, supervisors: 1 }, asked), 0);
  assert.equal(supervisorsLacking({ officersHundredths: 0, supervisors: 0 }, asked), 0);
  assert.equal(supervisorsLacking({ officersHundredths: 400, supervisors: 0 }, {}), 0, 'no rule, no lack');
});

test('over and under in words', () => {
  assert.equal(againstWords(18, 15), '3 over');
  assert.equal(againstWords(13, 15), '2 under');
  assert.equal(againstWords(15, 15), 'at the rule');
});

test('the tolerance of the cohort is a rule of its own', () => {
  assert.equal(cohortWords(311, rule), '1 above the range of 290 to 310');
  assert.equal(cohortWords(289, rule), '1 below the range of 290 to 310');
});

test('a base without officers has no people an officer, and a limit of nobody', () => {
  const load = loadOfBase({ baseId: 1, base: 'Norwich', people: 5, unallocated: 5 }, [], rule);
  assert.equal(load.perOfficer, undefined);
  assert.equal(load.limit, 0);
});

test('words and numbers agree for any load', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (people, limit) => {
      const words = againstWords(people, limit);
      const sign = words.endsWith('over') ? 1 : words.endsWith('under') ? -1 : 0;
      assert.equal(sign * Number.parseInt(words, 10) || 0, people - limit);
    }),
  );
});

test('hours: a contract for 30 of 40 is 0.75; 8 hours less of a full week is 0.8, of half a post 0.4', () => {
  assert.equal(availableHundredths(100, { contracted: 1800, reduction: 0 }, 2400), 75);
  assert.equal(availableHundredths(100, { contracted: null, reduction: 480 }, 2400), 80);
  assert.equal(availableHundredths(50, { contracted: 2400, reduction: 480 }, 2400), 40);
  assert.equal(
    availableHundredths(100, { contracted: 1800, reduction: 480 }, undefined),
    100,
    'no rule of a week',
  );
});

test('hours never give more than the post, nor less than nothing, and more reduction never gives more', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.option(fc.integer({ min: 1, max: 6000 })),
      fc.nat(8000),
      fc.nat(600),
      (fte, contracted, reduction, more) => {
        const available = availableHundredths(fte, { contracted, reduction }, 2400);
        assert.ok(available >= 0 && available <= fte);
        assert.ok(availableHundredths(fte, { contracted, reduction: reduction + more }, 2400) <= available);
      },
    ),
  );
});

test('points have a limit only where the rule counts them', () => {
  assert.equal(pointsLimitFor({}, 100), undefined);
  assert.equal(pointsLimitFor({ points: { byTier: { 1: 3 }, noTier: 2, perOfficer: 30 } }, 80), 24);
});

test('hours as typed and as shown', () => {
  assert.deepEqual(['37:30', '37.5', '40', '0', '7:75', 'x', '101'].map(readHours), [
    2250,
    2250,
    2400,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6000 }), (minutes) => {
      assert.equal(readHours(showHours(minutes)), minutes);
    }),
  );
});

const officer = (baseId: number, more: Partial<OfficerInPost> = {}): OfficerInPost => ({
  staffId: 1,
  name: 'Example',
  agency: 'Example',
  role: 'constable',
  baseId,
  fteHundredths: 100,
  leads: 0,
  coWorks: 0,
  embedded: 0,
  points: 0,
  contracted: null,
  reduction: 0,
  ...more,
});

test('what if: a constable and ten people from one base to another', () => {
  const bases = [
    loadOfBase(
      { baseId: 1, base: 'A', people: 60, unallocated: 0 },
      [officer(1), officer(1), officer(1), officer(1)],
      rule,
    ),
    loadOfBase({ baseId: 2, base: 'B', people: 30, unallocated: 0 }, [officer(2), officer(2)], rule),
  ];
  const changes = readChanges({ officers: '1:-1,2:1', people: '1:-10,2:10,9:4' }, [1, 2]);
  const [a, b] = tryOut(bases, changes, rule);
  assert.deepEqual([a?.people, a?.officersHundredths, a?.perOfficer, a?.limit], [50, 300, '16.7', 45]);
  assert.deepEqual([b?.people, b?.officersHundredths, b?.perOfficer, b?.limit], [40, 300, '13.3', 45]);
  assert.deepEqual(balanceOf(changes), { officersHundredths: 0, people: 0 });
  const [none] = tryOut(bases, readChanges({ officers: '1:-9' }, [1, 2]), rule);
  assert.deepEqual([none?.officersHundredths, none?.cut], [0, true]);
});

test('what is tried goes through the address and back, whatever it is', () => {
  const change: fc.Arbitrary<BaseChange> = fc.record({
    officersHundredths: fc.integer({ min: -900, max: 900 }),
    people: fc.integer({ min: -300, max: 300 }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }),
      fc.array(change),
      (ids, list) => {
        const changes = new Map(
          ids.map((id, index) => [id, list[index] ?? { officersHundredths: 0, people: 0 }]),
        );
        const kept = readChanges(writeChanges(changes), ids);
        for (const [id, { officersHundredths, people }] of changes)
          assert.deepEqual(kept.get(id) ?? { officersHundredths: 0, people: 0 }, {
            officersHundredths,
            people,
          });
      },
    ),
  );
});
