import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { claimLines } from '../../web/components/index.ts';
import { wordingFaults } from '../claims/wording.ts';
import { answerCard } from './card.ts';
import { answerErrors, checkPeople, fileHead, fileRows, requestErrors } from './rules.ts';
import { fewestPeople, type LabAnswer, type LabPerson, type PartAnswer, parts, results } from './types.ts';

const today = '2026-11-02';
const based = {
  joinedTo: '2025-05-02',
  basis: 'public-task',
  basisReference: 'Example 7',
  recipient: 'Example',
} as const;

const personOf = (personId: number, over: Partial<LabPerson> = {}): LabPerson => ({
  personId,
  familyName: `Example${personId}`,
  givenNames: 'Person Middle',
  born: '1985-03-01',
  sex: 'male',
  joinedOn: '2023-05-01',
  hasLeft: personId % 3 === 0,
  convictedOn: '2023-01-10',
  ...over,
});
const crowd = (count: number): LabPerson[] =>
  Array.from({ length: count }, (_, place) => personOf(place + 1));

describe('a list for the Data Lab', () => {
  it('goes with sixty people and a basis, and not with fewer or without', () => {
    assert.deepEqual(checkPeople(crowd(fewestPeople), based, today).refusals, []);
    assert.match(checkPeople(crowd(59), based, today).refusals.join(), /Only 59 people/);
    for (const missing of ['basis', 'basisReference', 'recipient'] as const)
      assert.equal(checkPeople(crowd(60), { ...based, [missing]: null }, today).refusals.length, 1);
  });

  const flawed: readonly [string, Partial<LabPerson>, RegExp][] = [
    ['no surname', { familyName: ' ' }, /no surname/],
    ['no forename', { givenNames: '' }, /no forename/],
    ['no date of birth', { born: null }, /no date of birth/],
    ['born after joining', { born: '2024-01-01' }, /younger/],
    ['a small child', { born: '2016-01-01' }, /younger/],
    ['no gender', { sex: null }, /no gender/],
    ['a gender that the list does not take', { sex: 'other' }, /no gender/],
    ['a joining to come', { joinedOn: '2026-12-01' }, /to come/],
  ];
  for (const [what, over, said] of flawed)
    it(`leaves out somebody with ${what}`, () => {
      const { ready, findings } = checkPeople([...crowd(60), personOf(99, over)], based, today);
      assert.equal(ready.length, 60);
      assert.ok(findings.some((one) => one.personId === 99 && one.weight === 'stops' && said.test(one.text)));
    });

  it('leaves out both who have the same names and birth', () => {
    const twin = { familyName: 'Same', givenNames: 'Person', born: '1990-01-01' };
    const { ready } = checkPeople([...crowd(60), personOf(70, twin), personOf(71, twin)], based, today);
    assert.equal(ready.length, 60);
  });

  it('asks about who has no conviction on record, and lets them go', () => {
    const odd = personOf(80, { convictedOn: null });
    const { ready, findings } = checkPeople([...crowd(60), odd], based, today);
    assert.equal(ready.length, 61);
    assert.equal(findings.filter(({ weight }) => weight === 'asks').length, 1);
  });

  it('takes no last day of joining within the last 18 months, when it is saved and when it is sent', () => {
    const ofDay = (joinedTo: string) =>
      requestErrors({ name: 'x', joinedFrom: '2020-01-01', joinedTo }, today).map(({ text }) => text);
    assert.deepEqual(ofDay('2025-05-02'), []);
    assert.match(ofDay('2025-05-03').join(), /at least 18 months ago, 2 May 2025 or before/);
    const late = { ...based, joinedTo: '2025-05-03' };
    assert.match(checkPeople(crowd(60), late, today).refusals.join(), /at least 18 months ago/);
  });

  it('keeps whoever left in, and never sends a line that is not whole', () => {
    const anyone = fc.record<LabPerson>({
      personId: fc.integer({ min: 1, max: 10_000 }),
      familyName: fc.constantFrom('', 'Example', 'Other'),
      givenNames: fc.constantFrom('', 'Ann', 'Ben Carl'),
      born: fc.option(fc.integer({ min: 0, max: 30_000 }).map((days) => addDays('1945-01-01', days))),
      sex: fc.constantFrom('male', 'female', 'other', null),
      joinedOn: fc.integer({ min: 0, max: 4_000 }).map((days) => addDays('2017-01-01', days)),
      hasLeft: fc.boolean(),
      convictedOn: fc.option(fc.constant('2016-05-01')),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anyone, { selector: ({ personId }) => personId, maxLength: 90 }),
        (people) => {
          const { ready, findings } = checkPeople(people, based, today);
          const stopped = new Set(findings.flatMap((one) => (one.weight === 'stops' ? [one.personId] : [])));
          assert.equal(ready.length + stopped.size, people.length);
          for (const row of fileRows(ready)) {
            assert.equal(row.length, fileHead.length);
            const [surname, forename, born, gender, index, , started] = row;
            assert.ok(surname && forename && gender && started);
            assert.match(born ?? '', /^\d\d\/\d\d\/\d{4}$/);
            assert.equal(index, '', 'the index date is the Data Lab’s to choose');
          }
          // Having left is no reason by itself.
          const leavers = people.map((person) => ({ ...person, hasLeft: true }));
          assert.equal(checkPeople(leavers, based, today).ready.length, ready.length);
        },
      ),
    );
  });

  it('refuses days that are none or the wrong way round', () => {
    assert.deepEqual(
      requestErrors({ name: '', joinedFrom: 'x', joinedTo: '2024-02-30' }, today).map(({ field }) => field),
      ['name', 'joinedFrom', 'joinedTo'],
    );
    assert.equal(
      requestErrors({ name: 'x', joinedFrom: '2024-01-02', joinedTo: '2024-01-01' }, today).length,
      1,
    );
  });
});

const open: PartAnswer = {
  result: null,
  treated: null,
  compared: null,
  low: null,
  high: null,
  words: null,
};
const answer: LabAnswer = {
  id: 3,
  requestId: null,
  title: 'Example report',
  publishedOn: '2024-07-01',
  address: null,
  submitted: 100,
  analysed: 64,
  comparisonPeople: null,
  period: null,
  rate: { ...open, result: 'significant-increase', compared: 69 },
  frequency: open,
  days: open,
  enteredBy: 'Example',
  enteredAt: new Date('2026-11-02T09:00:00Z'),
  version: 1,
};

describe('an answer of the Data Lab', () => {
  it('stands with what is not known left open', () => {
    assert.deepEqual(answerErrors(answer, today), []);
    const card = answerCard(answer, 'rate');
    assert.ok(card !== undefined);
    assert.match(card.headline, /more people reoffended than in the matched group/);
    assert.match(card.headline, /a number that is not to hand/);
    const lines = claimLines(card).map(({ name, said }) => `${name}: ${said.join('; ')}`);
    assert.ok(lines.includes('Left out: 36: submitted, and not found or not matched'));
    assert.ok(lines.includes('Interval: None can be worked out'));
    assert.ok(lines.some((line) => line.startsWith('Design: Level 4 of 5')));
    assert.equal(answerCard(answer, 'frequency'), undefined);
  });

  it('does not let words and numbers say different things', () => {
    const number = fc.option(fc.integer({ min: -60, max: 60 }));
    const part = fc.record<PartAnswer>({
      result: fc.option(fc.constantFrom(...results)),
      treated: fc.option(fc.integer({ min: 0, max: 100 })),
      compared: fc.option(fc.integer({ min: 0, max: 100 })),
      low: number,
      high: number,
      words: fc.constant(null),
    });
    fc.assert(
      fc.property(part, (rate) => {
        const given = { ...answer, rate };
        if (answerErrors(given, today).length > 0) return;
        const { result, low, high, treated, compared } = rate;
        assert.ok(result !== null);
        if (low !== null && high !== null)
          assert.equal(result === 'no-significant-difference', low <= 0 && high >= 0);
        if (result === 'significant-decrease' && treated !== null && compared !== null)
          assert.ok(treated < compared);
        const card = answerCard(given, 'rate');
        assert.ok(card !== undefined);
        assert.deepEqual(wordingFaults(4, card.headline), []);
        assert.ok(!/\b(?:reduced|cut|raised|caused)\b/.test(card.headline));
        assert.equal(card.headline.startsWith('We cannot tell'), result === 'no-significant-difference');
      }),
    );
  });

  it('says of an open result what the Data Lab asks to be said', () => {
    for (const part of parts) {
      const card = answerCard(
        { ...answer, [part]: { ...open, result: 'no-significant-difference', low: -3, high: 4 } },
        part,
      );
      assert.match(card?.moreNeeded ?? '', /should not be taken to mean that the scheme fails to affect/);
    }
  });

  it('refuses more analysed than submitted, a day to come, an address that is none, and nothing answered', () => {
    const fields = answerErrors(
      {
        ...answer,
        submitted: 10,
        publishedOn: '2027-01-01',
        address: 'the library',
        rate: open,
      },
      today,
    ).map(({ field }) => field);
    assert.deepEqual(fields.sort(), ['address', 'publishedOn', 'rate-result', 'submitted']);
  });
});
