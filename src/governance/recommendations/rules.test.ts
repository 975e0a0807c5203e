import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { progressOf } from './charts.ts';
import { readRecommendations } from './file.ts';
import {
  burnDown,
  isOverdue,
  mayAssure,
  mayReturn,
  mayTakeBack,
  type StatusChange,
  transitions,
} from './rules.ts';
import { recommendationStatuses } from './types.ts';

const owners = [
  { id: 1, login: 'ann', name: 'Ann Example' },
  { id: 2, login: 'ben', name: 'Ben Example' },
  { id: 3, login: 'ben2', name: 'Ben Example' },
];

test('a file is read with owners and days, in quotes and over lines', () => {
  const text =
    '\ufeffNumber,Text,Body,Owner,Due\r\n1,"Do this,\nand that",Chief constables,ann,30/11/2026\r\n2,More,Boards,Ann Example,2026-12-01\r\n';
  assert.deepEqual(readRecommendations(text, owners, new Set()), {
    faults: [],
    rows: [
      { number: '1', text: 'Do this,\nand that', body: 'Chief constables', ownerId: 1, dueOn: '2026-11-30' },
      { number: '2', text: 'More', body: 'Boards', ownerId: 1, dueOn: '2026-12-01' },
    ],
  });
});

test('each fault names its line, and nothing of such a file is taken', () => {
  const text = 'number,text,body,owner,due\n1,A,B,,\n1,A,B,,\n2,,B,nobody,31/02/2026\n3,A,B,Ben Example,\n';
  const { rows, faults } = readRecommendations(text, owners, new Set(['3']));
  assert.deepEqual(rows, []);
  assert.deepEqual(
    faults.map(({ line, text: said }) => `${line}: ${said}`),
    [
      '3: Number 1 is there already',
      '4: Nobody who sees governance is called “nobody”',
      '4: “31/02/2026” is no day: write it like 2026-11-30 or 30/11/2026',
      '4: It has no text',
      '5: Number 3 is there already',
      '5: Several people are called “Ben Example”: give the login',
    ],
  );
  assert.match(
    readRecommendations('a,b\n1,2\n', owners, new Set()).faults[0]?.text ?? '',
    /number, text, body/,
  );
  assert.match(readRecommendations('', owners, new Set()).faults[0]?.text ?? '', /column/);
  assert.equal(readRecommendations('number,text,body\n"1,2', owners, new Set()).faults[0]?.line, null);
});

test('assurance is never the owner’s nor of whoever reported it done', () => {
  const person = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(
      fc.constantFrom(...recommendationStatuses),
      fc.option(person),
      person,
      person,
      (status, ownerId, doneBy, staffId) => {
        const may = mayAssure({ status, ownerId, doneBy }, staffId);
        assert.equal(may, status === 'done' && ownerId !== staffId && doneBy !== staffId);
        assert.equal(transitions[status].assure !== undefined, status === 'done');
      },
    ),
  );
});

test('overdue is what is not reported done after its day', () => {
  assert.ok(isOverdue({ status: 'open', dueOn: '2026-01-01' }, '2026-01-02'));
  assert.ok(!isOverdue({ status: 'open', dueOn: '2026-01-02' }, '2026-01-02'));
  assert.ok(!isOverdue({ status: 'done', dueOn: '2026-01-01' }, '2026-01-02'));
  assert.ok(!isOverdue({ status: 'open', dueOn: null }, '2026-01-02'));
});

const today = '2026-06-15';

test('the burn-down ends with what is outstanding today, and never counts more than were entered', () => {
  const change = fc.record({
    itemId: fc.integer({ min: 1, max: 8 }),
    day: fc.integer({ min: -900, max: 30 }).map((days) => addDays(today, days)),
    status: fc.constantFrom(...recommendationStatuses),
  });
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const points = burnDown(changes, today);
      const past = changes.filter(({ day }) => day <= today);
      assert.equal(points.length === 0, past.length === 0);
      for (const [index, point] of points.entries()) {
        assert.ok(point.outstanding <= point.entered);
        assert.ok(
          point.entered >= (points[index - 1]?.entered ?? 0) && point.day > (points[index - 1]?.day ?? ''),
        );
      }
      if (past.length > 0)
        assert.equal(points.at(-1)?.entered, new Set(past.map(({ itemId }) => itemId)).size);
      assert.ok(points.length <= 27);
    }),
  );
});

test('a recommendation leaves the burn-down when it is assured, not when it is reported done', () => {
  const changes: StatusChange[] = [
    { itemId: 1, day: '2026-03-10', status: 'open' },
    { itemId: 2, day: '2026-03-10', status: 'open' },
    { itemId: 1, day: '2026-04-20', status: 'done' },
    { itemId: 1, day: '2026-05-20', status: 'assured' },
  ];
  assert.deepEqual(
    burnDown(changes, today).map(({ day, outstanding }) => [day, outstanding]),
    [
      ['2026-03-10', 2],
      ['2026-04-01', 2],
      ['2026-05-01', 2],
      ['2026-06-01', 1],
      ['2026-06-15', 1],
    ],
  );
});

// Report PCC/0011/16, paragraph 4: 32 separate actions; the comparative analysis of December 2014: sixty-seven.
test('the example has the counts that the papers give and none of the texts that they do not', () => {
  const file = JSON.parse(
    readFileSync(new URL('../../../examples/governance-registers.json', import.meta.url), 'utf8'),
  );
  const counts = file.sources.map((source: { stated: number | null; recommendations: unknown[] }) => [
    source.stated,
    source.recommendations.length,
  ]);
  assert.deepEqual(counts, [
    [null, 10],
    [32, 0],
    [67, 0],
  ]);
  const [progress] = progressOf(
    [{ id: 1, title: 'T', madeBy: 'M', publishedOn: null, stated: 32, note: null, example: true }],
    [{ sourceId: 1, status: 'done', n: 2, overdue: 0 }],
  );
  assert.equal(progress?.entered, 2);
});

test('a report is taken back by whoever gave it, and sent back by whoever may assure it', () => {
  const done = { status: 'done' as const, ownerId: 1, doneBy: 2 };
  for (const staffId of [1, 2]) {
    assert.equal(mayReturn(done, staffId), false);
    assert.equal(mayTakeBack(done, staffId), true);
  }
  assert.equal(mayReturn(done, 3), true);
  assert.equal(mayTakeBack(done, 3), false);
  assert.equal(mayTakeBack({ ...done, status: 'declined' }, 3), true);
});
