import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { daysBetween } from '../../kernel/clock.ts';
import { readGrant } from './form-read.ts';
import { firstDayOfQuarter, lastDayOfQuarter, profileOf, quarterOfDay, quartersOf } from './quarters.ts';
import {
  amountOf,
  countedFor,
  heldByProvider,
  knownOf,
  mayBePutIn,
  moveOf,
  type PaymentFacts,
  payableFor,
  resultsOf,
  returnMoves,
  slipOf,
  spentTo,
  sumOf,
  sumsByYear,
  timelinessOf,
  unspentOf,
  whyNotPaidOn,
  whyNotSent,
} from './rules.ts';
import type { GrantQuarter, GrantReturn, Payment, WorkRow } from './types.ts';

const seed = new Map([
  ['2016/17', 3_187_100n],
  ['2017/18', 3_326_900n],
  ['2018/19', 3_354_500n],
]);

test('seed 003, 6.1: the lines sum to £98,685 against £98,684 stated, and the system says so', () => {
  const profile = profileOf(quartersOf('2016-04-01', '2019-03-31'), seed);
  assert.equal(profile.length, 12);
  assert.deepEqual(
    sumsByYear(profile).map(({ year, pence }) => [year, pence]),
    [...seed],
  );
  assert.equal(sumOf(profile), 9_868_500n);
  assert.equal(
    slipOf(9_868_400n, profile),
    'The lines sum to £98,685.00. The total stated is £98,684.00: £1.00 less than its lines.',
  );
  assert.match(slipOf(9_868_600n, profile) ?? '', /£1\.00 more than its lines/);
  assert.equal(slipOf(9_868_500n, profile), undefined);
  assert.equal(slipOf(null, profile), undefined);
});

test('whatever the years’ amounts, the quarters sum to them to the penny and differ by a penny at most', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 10_000_000_000n }), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 0, max: 700 }),
      fc.integer({ min: 30, max: 900 }),
      (amounts, offset, length) => {
        const day = (n: number): string => new Date(Date.UTC(2016, 3, 1 + n)).toISOString().slice(0, 10);
        const quarters = quartersOf(day(offset), day(offset + length));
        const names = [...new Set(quarters.map(({ year }) => year))];
        const years = new Map(names.map((year, index) => [year, amounts[index] ?? 7n]));
        const profile = profileOf(quarters, years);
        for (const { year, pence } of sumsByYear(profile)) assert.equal(pence, years.get(year));
        for (const year of names) {
          const own = profile.filter((one) => one.year === year).map(({ pence }) => Number(pence));
          assert.ok(Math.max(...own) - Math.min(...own) <= 1);
        }
      },
    ),
  );
});

test('a term beyond five years is refused before its quarters are made', () => {
  const read = (startsOn: string, endsOn: string) => {
    const found = readGrant({ startsOn, endsOn }, []);
    return 'errors' in found ? found.errors.filter(({ field }) => field === 'endsOn') : [];
  };
  assert.match(read('2026-04-01', '2999-12-31')[0]?.text ?? '', /five years at most/);
  assert.match(read('1000-01-01', '2999-12-31')[0]?.text ?? '', /five years at most/);
  assert.match(read('2026-04-01', '9999-12-31')[0]?.text ?? '', /Enter the last day/);
  assert.deepEqual(read('2026-04-01', '2031-03-31'), []);
});

test('every day is in one quarter, and quarters follow one another without a gap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (n) => {
      const day = new Date(Date.UTC(2000, 0, 1 + n)).toISOString().slice(0, 10);
      const quarter = quarterOfDay(day);
      assert.ok(firstDayOfQuarter(quarter) <= day && day <= lastDayOfQuarter(quarter));
      assert.ok([89, 90, 91].includes(daysBetween(firstDayOfQuarter(quarter), lastDayOfQuarter(quarter))));
    }),
  );
  assert.deepEqual(quarterOfDay('2017-03-31'), { year: '2016/17', quarter: 4 });
  assert.deepEqual(quarterOfDay('2017-04-01'), { year: '2017/18', quarter: 1 });
  assert.deepEqual(quartersOf('2017-04-02', '2017-04-01'), quartersOf('2017-04-01', '2017-04-01'));
  assert.deepEqual(quartersOf('2018-01-01', '2017-01-01'), []);
});

test('a return is late from the day after it is due, and stays late however often it is sent again', () => {
  const quarter = { year: '2026/27', quarter: 1 } as const;
  const at = (today: string, sent: string | null = null) =>
    timelinessOf({ returnDays: 28 }, quarter, sent === null ? null : new Date(sent), today);
  assert.equal(at('2026-06-30').is, 'ahead');
  assert.equal(at('2026-07-01').is, 'due');
  assert.equal(at('2026-07-28').is, 'due');
  assert.deepEqual(at('2026-07-29'), { is: 'late', dueOn: '2026-07-28', days: 1 });
  assert.deepEqual(at('2026-12-01', '2026-07-28T21:00:00Z'), {
    is: 'sent',
    dueOn: '2026-07-28',
    daysLate: 0,
  });
  // In London it is the 29th already.
  assert.deepEqual(at('2026-12-01', '2026-07-28T23:30:00Z'), {
    is: 'sent',
    dueOn: '2026-07-28',
    daysLate: 1,
  });
  assert.match(whyNotSent('open', quarter, '2026-06-30') ?? '', /ends on 2026-06-30/);
  assert.equal(whyNotSent('open', quarter, '2026-07-01'), undefined);
  assert.match(whyNotSent('accepted', quarter, '2026-07-01') ?? '', /already/);
});

test('the words reach the policing body through the scheme’s office alone', () => {
  const into = returnMoves.filter(({ to }) => to === 'with-commissioner' || to === 'accepted');
  for (const move of into.filter(({ from }) => from !== 'accepted'))
    assert.ok(move.right === 'return:check' || move.from === 'with-commissioner', `${move.from} ${move.act}`);
  assert.equal(moveOf('submitted', 'accept'), undefined);
  assert.equal(moveOf('queried', 'accept'), undefined);
});

const kinds = {
  kinds: [
    { code: 'outreach', activity: 'outreach' },
    { code: 'unannounced', activity: 'outreach' },
    { code: 'phone', activity: 'calls' },
  ],
};
const work = (over: Partial<WorkRow>): WorkRow => ({
  source: 'contact',
  kind: 'outreach',
  n: 4,
  due: 4,
  attended: 3,
  minutes: 100,
  ...over,
});

test('what was agreed is counted by the scheme’s rule, and flagged below its share', () => {
  const rows = [
    work({}),
    work({ kind: 'unannounced', n: 2, attended: 0, minutes: 10 }),
    work({ kind: 'phone' }),
    work({ source: 'session', kind: 'session', n: 5, attended: 4, minutes: 200 }),
  ];
  assert.equal(countedFor('outreach', rows, kinds), 6);
  assert.equal(countedFor('contacts', rows, kinds), 10);
  assert.equal(countedFor('attended', rows, kinds), 6);
  assert.equal(countedFor('sessions', rows, kinds), 4);
  assert.equal(countedFor('hours', rows, kinds), 6);
  assert.equal(countedFor('referrals', rows, kinds), 0);
  const output = (perQuarter: number | null) => ({
    id: 1,
    kind: 'output' as const,
    title: 'Outreach',
    measure: 'outreach' as const,
    perQuarter,
    removed: false,
    version: 1,
  });
  const under = (perQuarter: number | null, quarters = 1) =>
    resultsOf({ flagPercent: 80 }, [output(perQuarter)], rows, kinds, quarters)[0]?.under;
  assert.equal(under(7), false);
  assert.equal(under(8), true);
  assert.equal(under(null), false);
  assert.equal(under(5, 2), true);
});

const quarters: GrantQuarter[] = ([1, 2, 3, 4] as const).map((quarter) => ({
  id: quarter,
  year: '2026/27',
  quarter,
  pence: 800_000n,
}));
const returned = (id: number, state: GrantReturn['state']): GrantReturn => ({
  id: 10 + id,
  grantId: 1,
  quarterId: id,
  year: '2026/27',
  quarter: 1,
  state,
  spendPence: 700_000n,
  firstSentAt: null,
  sentAt: null,
  sentBy: null,
  decidedBy: null,
  decidedAt: null,
  note: null,
  version: 1,
  count: { at: new Date(0), activity: [work({ n: 12 })], reported: { shown: false, why: '' } },
});
type Paid = Pick<Payment, 'kind' | 'state' | 'pence' | 'quarterId'>;
const paid = (quarterId: number, state: Payment['state']): Paid => ({
  kind: 'payment',
  state,
  pence: 800_000n,
  quarterId,
});
const factsOf = (over: Partial<PaymentFacts>): PaymentFacts => ({
  grant: { basis: 'grant', feePence: null, feeMeasure: null, state: 'in-force', startsOn: '2026-04-01' },
  quarters,
  returns: [],
  payments: [],
  kinds,
  ...over,
});

test('a quarter is paid in advance when the return before it is accepted, and once', () => {
  assert.equal(payableFor(factsOf({}), 1).may, true);
  assert.equal(payableFor(factsOf({}), 2).may, false);
  assert.equal(payableFor(factsOf({ returns: [returned(1, 'with-commissioner')] }), 2).may, false);
  const second = payableFor(factsOf({ returns: [returned(1, 'accepted')] }), 2);
  assert.deepEqual(second.may && [second.pence, second.returnId], [800_000n, 11]);
  for (const state of ['asked', 'released'] as const) {
    const again = payableFor(factsOf({ payments: [paid(1, state)] }), 1);
    assert.match(again.may ? '' : again.why, /already/);
  }
  for (const state of ['refused', 'withdrawn'] as const)
    assert.equal(payableFor(factsOf({ payments: [paid(1, state)] }), 1).may, true);
  assert.equal(payableFor(factsOf({}), 99).may, false);
});

test('by fee it is what was counted, up to the profile, when the quarter’s own return is accepted', () => {
  const grant = {
    basis: 'fee',
    feePence: 50_000n,
    feeMeasure: 'outreach',
    state: 'in-force',
    startsOn: '2026-04-01',
  } as const;
  assert.equal(payableFor(factsOf({ grant }), 1).may, false);
  const due = payableFor(factsOf({ grant, returns: [returned(1, 'accepted')] }), 1);
  assert.equal(due.may && due.pence, 600_000n);
  const most = payableFor(
    factsOf({ grant: { ...grant, feePence: 100_000n }, returns: [returned(1, 'accepted')] }),
    1,
  );
  assert.equal(most.may && most.pence, 800_000n);
});

test('results are paid on a published claim of the measure, the level and the time of the grant', () => {
  const grant = { claimMeasure: 'proven-reoffending', claimLevel: 3, startsOn: '2026-04-01' };
  const claim = {
    measure: 'proven-reoffending',
    level: 3,
    dataTo: '2026-10-31',
    isPublished: true,
    finding: 'lower',
  };
  assert.equal(whyNotPaidOn(grant, claim), undefined);
  assert.equal(whyNotPaidOn(grant, { ...claim, level: 5 }), undefined);
  assert.match(whyNotPaidOn(grant, { ...claim, level: 2 }) ?? '', /level 2\. The terms ask for level 3/);
  assert.match(whyNotPaidOn(grant, { ...claim, measure: 'other' }) ?? '', /measure that the terms name/);
  assert.match(whyNotPaidOn(grant, { ...claim, isPublished: false }) ?? '', /not a published one/);
  assert.match(whyNotPaidOn(grant, { ...claim, dataTo: '2026-03-31' }) ?? '', /before the grant begins/);
  assert.match(whyNotPaidOn(grant, { ...claim, finding: 'open' }) ?? '', /no result/);
  assert.match(whyNotPaidOn(grant, { ...claim, finding: 'higher' }) ?? '', /more offending/);
});

test('never more is paid than the profile has, whatever is asked in whatever order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 30 }), (wishes) => {
      const payments: Paid[] = [];
      const returns = [1, 2, 3, 4].map((id) => returned(id, 'accepted'));
      for (const id of wishes) {
        const payable = payableFor(factsOf({ returns, payments }), id);
        if (payable.may) payments.push({ ...paid(id, 'released'), pence: payable.pence });
      }
      assert.equal(new Set(payments.map(({ quarterId }) => quarterId)).size, payments.length);
      assert.ok(heldByProvider(payments) <= sumOf(quarters));
    }),
  );
});

test('what may be asked back is what was paid, less what accepted returns spent and what came back', () => {
  const payments = [
    paid(1, 'released'),
    paid(2, 'asked'),
    { kind: 'clawback', state: 'released', pence: 30_000n } as const,
  ];
  assert.equal(unspentOf(payments, [returned(1, 'accepted')]), 70_000n);
  assert.equal(unspentOf(payments, [returned(1, 'submitted')]), 770_000n);
});

test('what lies before the system is not known, and never nought', () => {
  assert.equal(knownOf({ fromPaper: true }, [], 0n), null);
  assert.equal(knownOf({ fromPaper: true }, [{}], 5n), 5n);
  assert.equal(knownOf({ fromPaper: false }, [], 0n), 0n);
  assert.equal(mayBePutIn({ state: 'ended', fromPaper: true }), false);
  assert.equal(mayBePutIn({ state: 'ended', fromPaper: false }), true);
  assert.equal(mayBePutIn({ state: 'draft', fromPaper: true }), true);
  assert.equal(amountOf({ statedPence: 9_868_400n }, [{ pence: 9_868_500n }]), 9_868_400n);
  assert.equal(amountOf({ statedPence: null }, [{ pence: 9_868_500n }]), 9_868_500n);
});

test('spent to date sums what returns reported up to the quarter, beside the profile of the same quarters', () => {
  const told = (quarterId: number, state: GrantReturn['state'], spendPence: bigint | null) => ({
    quarterId,
    state,
    spendPence,
  });
  const returns = [
    told(1, 'accepted', 700n),
    told(2, 'submitted', 900n),
    told(3, 'open', 100n),
    told(4, 'accepted', 50n),
  ];
  const [, second, third] = quarters;
  assert.ok(second && third);
  const profile = sumOf(quarters.slice(0, 2));
  const expected = { spentPence: 1_600n, quarters: 2, profilePence: profile };
  assert.deepEqual(spentTo(second, quarters, returns), expected);
  assert.deepEqual(spentTo(third, quarters, returns), expected);
  assert.equal(spentTo(second, quarters, []).spentPence, null);
});
