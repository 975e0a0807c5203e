import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { bandOf } from './bands.ts';
import { problemsOf } from './matrix-check.ts';
import { score } from './measures.ts';
import { afterRun, baseOf, countedOffences, eligibilityOf, ranksOf, transitions } from './rules.ts';
import {
  type CandidateState,
  candidateStates,
  type Matrix,
  type OffenceFact,
  type PersonFacts,
} from './types.ts';
import { isOfClass } from './weights.ts';
import { factorWords } from './words.ts';

const today = '2026-11-02';
const scheme = JSON.parse(
  readFileSync(new URL('../../../examples/scheme.json', import.meta.url), 'utf8'),
) as {
  rules: { kind: string; body: unknown }[];
};
const matrix = scheme.rules.find(({ kind }) => kind === 'matrix')?.body as Matrix;
const rule = { minimumProvenOffences: 4, withinMonths: 24, youngest: 18, candidateMonths: 6 };

const day = fc.integer({ min: -4000, max: 400 }).map((days) => addDays(today, days));
const classes = fc.constantFrom('028/01', '030/00', '034/01', '046/00', '105/01', '39', null);
const offence: fc.Arbitrary<OffenceFact> = fc.record({
  date: day,
  outcomeOn: fc.option(day),
  proven: fc.boolean(),
  capacity: fc.constantFrom('convicted', 'suspect', 'victim', 'witness', 'other'),
  homeOfficeClass: classes,
  area: fc.constantFrom('NW1', 'IP2', null),
});
const facts: fc.Arbitrary<PersonFacts> = fc.record({
  born: fc.option(fc.integer({ min: -25000, max: -4500 }).map((days) => addDays(today, days))),
  offences: fc.array(offence, { maxLength: 25 }),
  custody: fc.array(
    fc
      .tuple(fc.constantFrom('police', 'prison'), day, fc.option(fc.integer({ min: 0, max: 900 })))
      .map(([kind, from, length]) => ({ kind, from, to: length === null ? null : addDays(from, length) })),
    { maxLength: 4 },
  ),
});

const proven = (date: string, homeOfficeClass: string | null = null): OffenceFact => ({
  date,
  outcomeOn: null,
  proven: true,
  capacity: 'convicted',
  homeOfficeClass,
  area: null,
});

test('the total is the sum of the factors, each within what it can give', () => {
  fc.assert(
    fc.property(facts, (person) => {
      const { total, factors } = score(person, matrix, today);
      assert.equal(
        total,
        factors.reduce((sum, { points }) => sum + points, 0),
      );
      for (const factor of factors) {
        assert.ok(factor.points >= 0 && factor.points <= factor.most);
        assert.equal(factor.band === null, factor.points === 0 && factor.band === null);
        assert.ok(factorWords(factor).length > 0);
      }
    }),
  );
});

test('what was not proven, and being a victim or a witness, never changes a score or eligibility', () => {
  const noise = offence.map(
    (one): OffenceFact =>
      one.capacity === 'victim' || one.capacity === 'witness'
        ? { ...one, proven: true }
        : { ...one, proven: false },
  );
  fc.assert(
    fc.property(facts, fc.array(noise, { maxLength: 10 }), (person, extra) => {
      const more = { ...person, offences: [...person.offences, ...extra] };
      assert.deepEqual(score(more, matrix, today), score(person, matrix, today));
      assert.deepEqual(eligibilityOf(more, rule, {}, today), eligibilityOf(person, rule, {}, today));
    }),
  );
});

test('what is dated after a day changes nothing on that day', () => {
  const later = fc
    .tuple(offence, fc.integer({ min: 1, max: 900 }), fc.boolean())
    .map(
      ([one, days, byOutcome]): OffenceFact =>
        byOutcome
          ? { ...one, date: addDays(today, -5), outcomeOn: addDays(today, days) }
          : { ...one, date: addDays(today, days) },
    );
  fc.assert(
    fc.property(facts, fc.array(later, { maxLength: 8 }), (person, extra) => {
      const more = { ...person, offences: [...person.offences, ...extra] };
      assert.deepEqual(score(more, matrix, today), score(person, matrix, today));
    }),
  );
});

test('one more proven offence never takes points from frequency or neighbourhood crime', () => {
  fc.assert(
    fc.property(facts, fc.integer({ min: 0, max: 700 }), classes, (person, ago, homeOfficeClass) => {
      const more = {
        ...person,
        offences: [...person.offences, proven(addDays(today, -ago), homeOfficeClass)],
      };
      const points = (code: string, of: PersonFacts) =>
        score(of, matrix, today).factors.find((factor) => factor.code === code)?.points ?? 0;
      for (const code of ['frequency', 'neighbourhood', 'recency'])
        assert.ok(points(code, more) >= points(code, person), code);
    }),
  );
});

test('bands are monotone: the highest reached, or the lowest that holds', () => {
  const frequency = matrix.factors.find(({ code }) => code === 'frequency')?.bands ?? [];
  assert.deepEqual(
    [3, 4, 5, 6, 9, 10, 40].map((value) => bandOf(frequency, value)?.points ?? 0),
    [0, 10, 10, 20, 20, 30, 30],
  );
  const recency = matrix.factors.find(({ code }) => code === 'recency')?.bands ?? [];
  assert.deepEqual(
    [0, 3, 4, 6, 12, 13].map((value) => bandOf(recency, value)?.points ?? 0),
    [15, 15, 10, 10, 5, 0],
  );
  fc.assert(
    fc.property(fc.integer({ min: -5, max: 60 }), (value) => {
      assert.ok((bandOf(frequency, value + 1)?.points ?? 0) >= (bandOf(frequency, value)?.points ?? 0));
      assert.ok((bandOf(recency, value + 1)?.points ?? 0) <= (bandOf(recency, value)?.points ?? 0));
    }),
  );
});

test('each measure, worked by hand', () => {
  const person: PersonFacts = {
    born: '1998-05-01',
    offences: [
      proven('2014-06-01'),
      proven('2025-03-01', '030/01'),
      proven('2026-02-10', '028/03'),
      proven('2026-08-01', '046/00'),
      proven('2026-08-02', '034/01'),
      proven('2026-08-03'),
    ],
    custody: [{ kind: 'prison', from: '2026-09-01', to: '2027-01-15' }],
  };
  const found = Object.fromEntries(
    score(person, matrix, today).factors.map(({ code, value }) => [code, value]),
  );
  assert.deepEqual(found, {
    frequency: 5,
    recency: 2,
    neighbourhood: 3,
    'first-sanction': 16,
    escalation: 3,
    release: 1,
  });
});

test('Home Office classes match whole or by subclass, with and without leading noughts', () => {
  assert.ok(isOfClass('030/01', ['030']));
  assert.ok(isOfClass('30/01', ['030/01']));
  assert.ok(!isOfClass('030/02', ['030/01']));
  assert.ok(!isOfClass('130/01', ['030']));
  assert.ok(!isOfClass(null, ['030']));
});

test('a child may only enter a named youth strand, and an unknown age proposes nobody', () => {
  const offences = Array.from({ length: 5 }, (_, index) => proven(addDays(today, -index - 1)));
  const child = { born: '2009-11-03', offences, custody: [] };
  assert.deepEqual(eligibilityOf(child, rule, {}, today), { eligible: false, reason: 'too-young' });
  assert.deepEqual(eligibilityOf(child, rule, { youthStrand: 'youth' }, today), {
    eligible: true,
    strand: 'youth',
  });
  const adult = { ...child, born: '2008-11-02' };
  assert.deepEqual(eligibilityOf(adult, rule, { youthStrand: 'youth' }, today), {
    eligible: true,
    strand: null,
  });
  assert.deepEqual(eligibilityOf({ ...child, born: null }, rule, {}, today), {
    eligible: false,
    reason: 'age-unknown',
  });
});

test('the example matrix has no gap; a broken one is refused with the place', () => {
  assert.deepEqual(problemsOf(matrix), []);
  const [first, second] = matrix.factors;
  assert.ok(first !== undefined && second !== undefined);
  const broken: Matrix = {
    ...matrix,
    neighbourhoodClasses: [],
    factors: [
      ...matrix.factors,
      { ...second, code: first.code },
      {
        ...first,
        code: 'x',
        bands: [
          { atLeast: 4, points: 10 },
          { atLeast: 4, points: 5 },
        ],
      },
      {
        ...first,
        code: 'y',
        bands: [
          { atLeast: 4, points: 10 },
          { atMost: 9, points: 5 },
        ],
      },
      { ...first, code: 'z', bands: [] },
    ],
  };
  const problems = problemsOf(broken).join('\n');
  for (const place of [
    'factors.6',
    'factors.7.bands.1',
    'factors.8.bands',
    'factors.9.bands',
    'neighbourhoodClasses',
  ])
    assert.match(problems, new RegExp(place.replaceAll('.', '\\.')));
});

test('what people decided stays after a run; the run itself never adopts, proposes or sets aside', () => {
  const standing = fc.record({
    state: fc.constantFrom(...candidateStates),
    expiresOn: fc.integer({ min: -200, max: 200 }).map((days) => addDays(today, days)),
    listedOffenceOn: fc.option(day),
  });
  const found = fc.record({ eligible: fc.boolean(), isMember: fc.boolean(), latestOffence: fc.option(day) });
  fc.assert(
    fc.property(standing, found, (before, given) => {
      const after = afterRun(before, given, today);
      const reached: CandidateState[] = given.isMember
        ? ['adopted']
        : [
            before.state,
            ...Object.entries(transitions[before.state]).flatMap(([act, next]) =>
              act === 'lose' || act === 'relist' || act === 'leave' ? [next] : [],
            ),
          ];
      assert.ok(reached.includes(after.state), `${before.state} → ${after.state}`);
      if (after.close) assert.equal(after.state, 'gone');
      if (after.state === 'gone') assert.ok(!after.renew);
    }),
  );
});

test('a candidate whose date has passed comes back only with a new offence', () => {
  const past = { state: 'listed' as const, expiresOn: addDays(today, -1), listedOffenceOn: '2026-03-01' };
  const same = { eligible: true, isMember: false, latestOffence: '2026-03-01' };
  assert.equal(afterRun(past, same, today).state, 'gone');
  assert.equal(afterRun({ ...past, state: 'gone' }, same, today).state, 'gone');
  assert.deepEqual(afterRun({ ...past, state: 'gone' }, { ...same, latestOffence: '2026-10-01' }, today), {
    state: 'listed',
    renew: true,
    close: false,
  });
  assert.deepEqual(afterRun(past, { ...same, latestOffence: '2026-10-01' }, today), {
    state: 'listed',
    renew: true,
    close: false,
  });
});

test('equal totals share a rank', () => {
  assert.deepEqual(ranksOf([10, 40, 40, 5, 30]), [4, 1, 1, 5, 3]);
  assert.deepEqual(ranksOf([]), []);
});

test('the base is where most of the counted offences were', () => {
  const at = (area: string | null, date: string): OffenceFact => ({ ...proven(date), area });
  const beats = { NW: 'Norwich', IP: 'Ipswich' };
  assert.equal(
    baseOf([at('NW1', '2026-01-01'), at('nw2', '2026-01-02'), at('IP4', '2026-09-01')], beats),
    'Norwich',
  );
  assert.equal(baseOf([at('NW1', '2026-01-01'), at('IP4', '2026-09-01')], beats), 'Ipswich');
  assert.equal(baseOf([at(null, '2026-01-01'), at('ZZ1', '2026-01-01')], beats), undefined);
  assert.equal(
    countedOffences({ born: null, offences: [at('NW1', '2027-01-01')], custody: [] }, today).length,
    0,
  );
});
