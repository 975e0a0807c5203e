import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { moneyOf, putInByOthers, sumMoney } from './budget.ts';
import { lineForTests, sharesForTests } from './lines-for-tests.ts';
import { equalParts } from './money.ts';
import { rechargeOf, rechargeOfSpending } from './recharge.ts';
import type { Actual, Virement } from './types.ts';
import { mayMove, problemsOfMove, virementMoves } from './virement-rules.ts';
import { financialYearOf, isFinancialYear, lastDayOf, monthsInWords, monthsOver } from './year.ts';

const spent = (...pence: bigint[]): Actual[] =>
  pence.map((amount, index) => ({ lineId: 1, month: index + 1, pence: amount, source: 'x', version: 1 }));

const move = (given: Partial<Virement>): Virement => ({
  id: 1,
  fromLineId: 1,
  fromHeading: '',
  fromYear: '2026/27',
  toLineId: 2,
  toHeading: '',
  toYear: '2026/27',
  pence: 100n,
  reason: 'x',
  source: null,
  state: 'approved',
  requestedBy: 7,
  requestedByName: '',
  requestedAt: new Date(0),
  decidedByName: null,
  decidedAt: null,
  note: null,
  example: false,
  version: 1,
  ...given,
});

const today = '2026-11-22';

test('a year goes from April to March', () => {
  assert.equal(financialYearOf('2026-03-31'), '2025/26');
  assert.equal(financialYearOf('2026-04-01'), '2026/27');
  assert.equal(financialYearOf('1999-04-01'), '1999/00');
  assert.equal(lastDayOf('2026/27'), '2027-03-31');
  assert.equal(isFinancialYear('1999/00'), true);
  assert.equal(isFinancialYear('2026/28'), false);
  assert.deepEqual(
    ['2026-03-31', '2026-04-30', today, '2027-01-01', '2027-03-31', '2027-04-01'].map((day) =>
      monthsOver('2026/27', day),
    ),
    [0, 0, 7, 9, 11, 12],
  );
});

test('as budgeted: what was spent, and the budget of the other months', () => {
  const money = moneyOf(lineForTests(), [], spent(20_000n, 5_000n), today);
  assert.equal(money.forecast, 25_000n + 100_000n);
  assert.equal(money.variance, 5_000n);
  assert.deepEqual(money.missing, [3, 4, 5, 6, 7]);
});

test('run rate: the average of the months entered; a line without a month has no forecast', () => {
  const line = lineForTests({ forecastMethod: 'run-rate', pence: null });
  assert.equal(moneyOf(line, [], spent(100n, 101n, 101n), today).forecast, 1208n);
  assert.equal(moneyOf(line, [], [], today).forecast, null);
  assert.equal(moneyOf(line, [], [], today).budget, null);
});

test('twelve months entered are the forecast by any method that counts months', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 10n ** 10n }), { minLength: 12, maxLength: 12 }),
      fc.constantFrom('as-budgeted' as const, 'run-rate' as const),
      (months, forecastMethod) => {
        const money = moneyOf(lineForTests({ forecastMethod }), [], spent(...months), '2027-05-01');
        assert.equal(money.forecast, money.actual);
        assert.deepEqual(money.missing, []);
      },
    ),
  );
});

test('nothing entered: as budgeted forecasts the budget exactly', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), (pence) => {
      assert.equal(moneyOf(lineForTests({ pence }), [], [], today).forecast, pence);
    }),
  );
});

test('equal parts sum to the whole and differ by a penny at most', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
      fc.integer({ min: 1, max: 60 }),
      (pence, count) => {
        const parts = equalParts(pence, count);
        assert.equal(
          parts.reduce((sum, part) => sum + part, 0n),
          pence,
        );
        const sorted = parts.toSorted((one, other) => (one < other ? -1 : 1));
        assert.ok((sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n) <= 1n);
      },
    ),
  );
});

test('what is not known is listed and in no sum', () => {
  const sum = sumMoney([
    moneyOf(lineForTests(), [], [], today),
    moneyOf(lineForTests({ id: 2, pence: null }), [], [], today),
  ]);
  assert.equal(sum.budget, 120_000n);
  assert.deepEqual(
    sum.withoutBudget.map(({ id }) => id),
    [2],
  );
  assert.equal(sum.actual, null);
  assert.equal(sumMoney([moneyOf(lineForTests({ pence: null }), [], [], today)]).budget, null);
});

test('virements make no money and lose none, however many', () => {
  const moves = fc.array(
    fc.record({
      from: fc.integer({ min: 1, max: 4 }),
      to: fc.integer({ min: 1, max: 4 }),
      pence: fc.bigInt({ min: 1n, max: 10n ** 9n }),
      state: fc.constantFrom(
        'requested' as const,
        'approved' as const,
        'refused' as const,
        'withdrawn' as const,
      ),
    }),
  );
  fc.assert(
    fc.property(moves, (made) => {
      const virements = made
        .filter(({ from, to }) => from !== to)
        .map(({ from, to, ...rest }) => move({ ...rest, fromLineId: from, toLineId: to }));
      const lines = [1, 2, 3, 4].map((id) => moneyOf(lineForTests({ id }), virements, [], today));
      assert.equal(
        lines.reduce((sum, { budget }) => sum + (budget ?? 0n), 0n),
        480_000n,
      );
      assert.equal(
        lines.reduce((sum, { waiting }) => sum + waiting, 0n),
        virements.filter(({ state }) => state === 'requested').reduce((sum, { pence }) => sum + pence, 0n),
      );
    }),
  );
});

test('seed 004, 7: £100,000 of 2015/16 moved whole to 2016/17, and the pot of each is known', () => {
  const from = lineForTests({ stage: 'allocated', year: '2015/16', pence: 10_000_000n });
  const to = lineForTests({ id: 2, stage: 'allocated', year: '2016/17', pence: 0n });
  const moved = [move({ pence: 10_000_000n })];
  const before = [from, to].map((line) => moneyOf(line, [], [], today));
  assert.deepEqual(problemsOfMove(before[0], before[1], 10_000_000n), []);
  assert.equal(problemsOfMove(before[0], before[1], 10_000_001n)[0]?.field, 'amount');
  assert.equal(moneyOf(from, moved, [], today).remaining, 0n);
  assert.equal(moneyOf(to, moved, [], today).remaining, 10_000_000n);
  const drawn = [{ lineId: 2, month: 1, pence: 350_000n, source: 'x', version: 1 }];
  assert.equal(moneyOf(to, moved, drawn, today).remaining, 9_650_000n);
});

test('nothing moves from what is not known, from history, or to itself', () => {
  const known = moneyOf(lineForTests(), [], [], today);
  const unknown = moneyOf(lineForTests({ id: 2, pence: null }), [], [], today);
  const history = moneyOf(lineForTests({ id: 3, stage: 'baseline' }), [], [], today);
  const fields = (...asked: Parameters<typeof problemsOfMove>) =>
    problemsOfMove(...asked).map(({ field }) => field);
  assert.deepEqual(fields(unknown, known, 1n), ['from']);
  assert.deepEqual(fields(known, unknown, 1n), ['to']);
  assert.deepEqual(fields(history, known, 1n), ['from']);
  assert.deepEqual(fields(known, known, 1n), ['to']);
  assert.deepEqual(fields(known, history, 0n), ['to', 'amount']);
});

test('what waits cannot be promised twice, and its own wait does not stand in its way', () => {
  const waiting = moneyOf(lineForTests(), [move({ state: 'requested', pence: 100_000n })], [], today);
  const other = moneyOf(lineForTests({ id: 2 }), [], [], today);
  assert.equal(problemsOfMove(waiting, other, 20_001n).length, 1);
  assert.equal(problemsOfMove(waiting, other, 100_000n, 100_000n).length, 0);
});

test('nobody decides their own request, and what is decided stays', () => {
  const all = { may: () => true };
  for (const state of ['requested', 'approved', 'refused', 'withdrawn'] as const)
    for (const to of ['approved', 'refused', 'withdrawn'] as const)
      for (const own of [true, false]) {
        const may = mayMove({ state, requestedBy: 7 }, to, { staffId: own ? 7 : 8, ...all });
        assert.equal(may, state === 'requested' && (to === 'withdrawn') === own, `${state} ${to} ${own}`);
      }
  assert.equal(
    virementMoves.some((one) => one.from !== 'requested'),
    false,
  );
  assert.equal(
    mayMove({ state: 'requested', requestedBy: 7 }, 'approved', {
      staffId: 8,
      may: (right) => right === 'cost:edit',
    }),
    false,
  );
});

const someLine = fc.record({
  pence: fc.option(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 12n })),
  agency: fc.option(fc.constantFrom('norfolk-police', 'suffolk-police', 'probation', '3-outside')),
  employer: fc.option(fc.constantFrom('norfolk-police', 'suffolk-police', 'probation')),
  year: fc.constantFrom('2010/11', '2026/27'),
});

test('what is owed sums to nothing, and the payments settle it', () => {
  fc.assert(
    fc.property(fc.array(someLine, { maxLength: 12 }), (given) => {
      const amounts = given.map((one, index) => {
        const line = lineForTests({ ...one, id: index });
        return { line, pence: line.pence };
      });
      const { agencies, settlements, leftOut } = rechargeOf(amounts, sharesForTests);
      assert.equal(
        agencies.reduce((sum, { owes }) => sum + owes, 0n),
        0n,
      );
      for (const { agency, owes } of agencies) {
        const paid = settlements.reduce(
          (sum, { from, to, pence }) => sum + (from === agency ? pence : to === agency ? -pence : 0n),
          0n,
        );
        assert.equal(paid, owes);
      }
      assert.ok(settlements.every(({ pence }) => pence > 0n));
      assert.ok(settlements.length < Math.max(agencies.length, 1));
      const counted = amounts.filter(({ line }) => !leftOut.some((left) => left.line.id === line.id));
      assert.equal(
        agencies.reduce((sum, { pays }) => sum + pays, 0n),
        counted.reduce((sum, { pence }) => sum + (pence ?? 0n), 0n),
      );
    }),
  );
});

test('two forces: who employs more than their share is owed the rest', () => {
  const line = (id: number, employer: string, pence: bigint) => ({
    line: lineForTests({ id, employer }),
    pence,
  });
  const { settlements } = rechargeOf(
    [line(1, 'norfolk-police', 40_000_000n), line(2, 'suffolk-police', 60_000_000n)],
    sharesForTests,
  );
  // Norfolk bears 56.5 % of £1m, and pays £400,000 as employer.
  assert.deepEqual(settlements, [{ from: 'norfolk-police', to: 'suffolk-police', pence: 16_500_000n }]);
});

test('a month that is not over is in no forecast; months that are missing are named', () => {
  const line = lineForTests({ forecastMethod: 'run-rate' });
  const april = spent(1_000n);
  const early = { lineId: 1, month: 12, pence: 500_000n, source: 'x', version: 1 };
  assert.equal(moneyOf(line, [], [...april, early], today).forecast, 12_000n);
  const asBudgeted = { ...line, forecastMethod: 'as-budgeted' as const };
  assert.equal(moneyOf(asBudgeted, [], [...april, early], today).forecast, 1_000n + 110_000n);
  const sum = sumMoney([
    moneyOf(line, [], april, today),
    moneyOf(line, [], spent(...Array(7).fill(1n)), today),
  ]);
  assert.equal(sum.incomplete.length, 1);
  assert.equal(monthsInWords([4, 1, 2, 7, 6, 5, 12]), 'April to May, July to October, March');
});

test('six months of one agency against seven of another are compared over the six that both have', () => {
  const norfolk = lineForTests({ id: 1, agency: 'suffolk-police', employer: 'norfolk-police' });
  const suffolk = lineForTests({ id: 2, agency: 'norfolk-police', employer: 'suffolk-police' });
  const months = (lineId: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      lineId,
      month: index + 1,
      pence: 100n,
      source: 'x',
      version: 1,
    }));
  const six = moneyOf(norfolk, [], months(1, 6), today);
  const seven = moneyOf(suffolk, [], months(2, 7), today);
  const { recharge, months: compared, uneven } = rechargeOfSpending([six, seven], sharesForTests);
  assert.deepEqual(recharge.settlements, []);
  assert.deepEqual(compared, [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(
    uneven.map((one) => one.months.length),
    [6, 7],
  );
  assert.deepEqual(
    rechargeOfSpending([six, moneyOf(suffolk, [], months(2, 6), today)], sharesForTests).uneven,
    [],
  );
  const none = rechargeOfSpending(
    [moneyOf(norfolk, [], months(1, 1), today), moneyOf(suffolk, [], months(2, 2).slice(1), today)],
    sharesForTests,
  );
  assert.deepEqual([none.months, none.recharge.agencies], [[], []]);
});

test('what others put in is told by pot, less what went back; a request and another year’s are not', () => {
  const pot = lineForTests({ id: 9, stage: 'allocated', agency: 'norfolk-opcc' });
  const line = moneyOf(lineForTests({ id: 1 }), [], [], '2026-11-02');
  const moved = (
    fromLineId: number,
    toLineId: number,
    pence: bigint,
    state: Virement['state'] = 'approved',
  ) => move({ fromLineId, toLineId, pence, state });
  const told = (virements: readonly Virement[]) =>
    putInByOthers([line], virements, [pot, lineForTests({ id: 2 })]).map((one) => [one.pot.id, one.pence]);
  assert.deepEqual(told([moved(9, 1, 500n), moved(1, 9, 200n)]), [[9, 300n]]);
  assert.deepEqual(told([moved(9, 1, 500n, 'requested'), moved(9, 7, 500n), moved(2, 1, 500n)]), []);
  assert.deepEqual(told([moved(9, 1, 500n), moved(1, 9, 500n)]), []);
});
