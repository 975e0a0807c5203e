import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, addMonths, type Day } from '../../kernel/clock.ts';
import {
  afterRefusal,
  dueFor,
  isOpenCase,
  managersMoves,
  movesOf,
  readAttemptForm,
  readMoveForm,
  refusalEnds,
  startsEnforcement,
  transitions,
  warningRunsTo,
} from './rules.ts';
import { type CaseState, caseStateWords, type EnforcementRule, moveWords, orderTypes } from './types.ts';

const rule: EnforcementRule = {
  appointmentsOf: ['probation', 'youth-justice', 'police'],
  warnings: {
    'community-order': 1,
    'suspended-sentence-order': 1,
    'post-sentence-supervision': 1,
    'youth-order': 2,
  },
  warningMonths: 12,
  action: { workingDays: 10, targetPercent: 70, label: 'x' },
  fixedTermDays: null,
};
const community = (failedOn: Day, today = failedOn) => ({
  failedOn,
  today,
  orderType: 'community-order' as const,
});

test('every state and move of the table has words, and no state is left that nothing leads to', () => {
  const reached = new Set<string>([
    'to-decide',
    ...refusalEnds,
    ...Object.values(transitions).flatMap((row) => Object.values(row)),
  ]);
  assert.deepEqual([...reached].sort(), Object.keys(transitions).sort());
  assert.deepEqual(Object.keys(caseStateWords).sort(), Object.keys(transitions).sort());
  const moves = new Set(Object.values(transitions).flatMap((row) => Object.keys(row)));
  assert.deepEqual([...moves].sort(), Object.keys(moveWords).sort());
  assert.ok(managersMoves.every((move) => moves.has(move)));
});

test('nobody is recalled on an order, whatever the state', () => {
  for (const state of Object.keys(transitions) as CaseState[])
    for (const orderType of orderTypes.filter((type) => type !== 'licence'))
      assert.ok(!movesOf({ state, orderType }).some((move) => /recall/.test(move)), `${state} ${orderType}`);
});

test('a first unexcused failure is warned of, a second within the twelve months goes to court', () => {
  assert.equal(afterRefusal(community('2026-03-10'), [], rule), 'warning-due');
  assert.equal(afterRefusal(community('2026-09-10'), ['2026-03-12'], rule), 'breach-due');
  assert.equal(afterRefusal(community('2027-03-11'), ['2026-03-12'], rule), 'breach-due');
  assert.equal(afterRefusal(community('2027-03-12'), ['2026-03-12'], rule), 'warning-due');
  assert.equal(afterRefusal(community('2026-03-10', '2026-03-20'), ['2026-03-12'], rule), 'covered');
  assert.equal(warningRunsTo('2026-03-12', 12), '2027-03-11');
});

test('a young person’s order has as many warnings as the scheme says', () => {
  const young = { failedOn: '2026-09-10', today: '2026-09-10', orderType: 'youth-order' as const };
  assert.equal(afterRefusal(young, ['2026-03-12'], rule), 'warning-due');
  assert.equal(afterRefusal(young, ['2026-03-12', '2026-06-01'], rule), 'breach-due');
  assert.equal(afterRefusal(young, ['2026-03-12', '2026-06-01'], { ...rule, warnings: {} }), 'warning-due');
});

const day = fc.integer({ min: 0, max: 1_500 }).map((days) => addDays('2023-01-01', days));

test('proceedings never without a warning that was given before the failure and still runs', () => {
  fc.assert(
    fc.property(
      day,
      fc.integer({ min: 0, max: 60 }),
      fc.array(day, { maxLength: 4 }),
      (failedOn, lag, warned) => {
        const today = addDays(failedOn, lag);
        const end = afterRefusal(community(failedOn, today), warned, rule);
        const running = warned.filter((one) => one <= today && today < addMonths(one, 12));
        assert.equal(
          end === 'breach-due',
          running.some((one) => one <= failedOn),
        );
        assert.equal(end === 'warning-due', running.length === 0);
      },
    ),
  );
});

test('nothing is started where it is voluntary, withheld, not counted or not ruled', () => {
  const order = { orderType: 'community-order' as const, fromDay: '2026-01-01', ends: null };
  const failure = { rule, agencyKind: 'probation', handling: 'partners' as const, orders: [order] };
  assert.deepEqual(startsEnforcement(failure), { order });
  assert.deepEqual(startsEnforcement({ ...failure, orders: [] }), { because: 'voluntary' });
  assert.deepEqual(startsEnforcement({ ...failure, agencyKind: 'charity' }), { because: 'not-counted' });
  assert.deepEqual(startsEnforcement({ ...failure, agencyKind: 'police', handling: 'own' }), {
    because: 'withheld',
  });
  assert.deepEqual(startsEnforcement({ ...failure, handling: 'own' }), { order });
  assert.deepEqual(startsEnforcement({ ...failure, rule: undefined }), { because: 'no-rule' });
  const licence = { ...order, orderType: 'licence' as const };
  assert.deepEqual(startsEnforcement({ ...failure, orders: [order, licence] }), { order: licence });
});

test('due in ten working days, and no day is given where bank holidays are not known', () => {
  assert.equal(dueFor('2026-11-02', rule), '2026-11-16');
  assert.equal(dueFor('2028-12-20', rule), null);
  assert.equal(dueFor('2014-12-20', rule), null);
});

test('each move asks for what it needs', () => {
  const one = { failedOn: '2026-10-20' };
  const wrong = (form: Parameters<typeof readMoveForm>[0]): string[] => {
    const read = readMoveForm(form, one, '2026-11-02');
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(wrong({}), ['move']);
  assert.deepEqual(wrong({ move: 'accept' }), ['why']);
  assert.deepEqual(wrong({ move: 'warn' }), ['on', 'circumstances']);
  assert.deepEqual(wrong({ move: 'warn', on: '2026-10-19', circumstances: 'x' }), ['on']);
  assert.deepEqual(wrong({ move: 'warn', on: '2026-11-03', circumstances: 'x' }), ['on']);
  assert.deepEqual(wrong({ move: 'warn', on: '2026-10-20', circumstances: 'x' }), []);
  assert.deepEqual(wrong({ move: 'ask-recall', why: 'x' }), ['alternatives']);
  assert.deepEqual(wrong({ move: 'ask-recall', why: 'x', alternatives: 'warning' }), []);
  assert.deepEqual(wrong({ move: 'recall', why: 'x' }), ['recallKind']);
  assert.deepEqual(wrong({ move: 'lay', on: '2026-11-02' }), ['court']);
});

test('an attempt is since the warrant and not ahead; the hour that clocks skip does not exist', () => {
  const now = new Date('2026-11-02T09:00:00Z');
  const wrong = (form: Parameters<typeof readAttemptForm>[0]): string[] => {
    const read = readAttemptForm(form, '2026-03-01', now);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  const right = { day: '2026-11-01', time: '06:30', place: 'Home', result: 'not-there' };
  assert.deepEqual(wrong(right), []);
  assert.deepEqual(wrong({ ...right, day: '2026-03-29', time: '01:30' }), ['time']);
  assert.deepEqual(wrong({ ...right, day: '2026-11-02', time: '09:30' }), ['time']);
  assert.deepEqual(wrong({ ...right, day: '2026-02-28' }), ['day']);
  assert.deepEqual(wrong({ ...right, result: 'other' }), ['note']);
});

test('a warned case waits for nothing, one that is to be decided does', () => {
  assert.equal(isOpenCase('warned'), false);
  assert.equal(isOpenCase('recall-asked'), true);
  assert.equal(isOpenCase('acceptable'), false);
});
