import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleForTests, formulaForTests, sharesForTests } from './lines-for-tests.ts';
import { showThousands } from './money.ts';
import { checkPrinted, formulaFor, increaseOf, payOf, totalOf } from './rules.ts';

const { lines, printed } = await exampleForTests();
const totals = {
  baseline: totalOf(payOf(lines, 'baseline', '2013/14'), sharesForTests),
  proposed: totalOf(payOf(lines, 'proposed', '2014/15'), sharesForTests),
};
const checks = printed.map((figure) => checkPrinted(figure, printed, lines, sharesForTests));
const checkOf = (what: string) => checks.find((check) => check.figure.what === what);

test('seed 000, Table 1: from its inputs to the printed £k, with FTE', () => {
  const row = (of: ReadonlyMap<string, bigint>, total: bigint | undefined) =>
    [of.get('norfolk-police'), of.get('suffolk-police'), total].map((pence) => showThousands(pence ?? 0n));
  assert.deepEqual(row(totals.baseline.byAgency, totals.baseline.total), ['£494k', '£274k', '£768k']);
  assert.deepEqual(row(totals.proposed.byAgency, totals.proposed.total), ['£665k', '£512k', '£1,177k']);
  const increase = increaseOf(totals.baseline, totals.proposed);
  assert.deepEqual(row(increase, increase.get('total')), ['£171k', '£238k', '£409k']);
  assert.equal(totals.baseline.fteHundredths, 1600);
  assert.equal(totals.baseline.fteByAgency.get('norfolk-police'), 1000);
  assert.equal(totals.baseline.fteByAgency.get('suffolk-police'), 600);
  assert.equal(totals.proposed.fteHundredths, 2400);
});

test('seeds 000 and 003: every slip is found, and nothing else is', () => {
  const slips = checks.filter((check) => check.verdict === 'slip').map((check) => check.says);
  assert.deepEqual(slips, [
    '£1,177,000 is printed as £1.17m: cut off, not rounded.',
    '1.8 has three constables, already budgeted; 3.4 has two constables.',
    'The parts sum to £98,685; printed is £98,684, £1 less. Rounding of the parts could explain it; the paper does not say so.',
  ]);
  assert.equal(checks.filter((check) => check.verdict === 'not-known').length, 0);
});

test('seed 000, 5.4: the increases of the text sum to its overall increase', () => {
  assert.equal(checkOf('overall increase')?.verdict, 'agrees');
  assert.equal(checkOf('overall increase')?.computed, '£171k + £238k = £409k');
});

test('seed 000, 5.7 to 5.10: what is not known is in no sum and is never nothing', () => {
  const nonPay = totalOf(
    lines.filter(
      (line) => line.stage === 'proposed' && (line.kind === 'non-pay' || line.kind === 'transition'),
    ),
    sharesForTests,
  );
  assert.equal(nonPay.total, undefined);
  assert.equal(nonPay.unknown.length, 4);
});

test('seed 000, 5.5 and 5.6: £110k of the commissioner; posts that others fund, whose amount is not known', () => {
  const put = lines.filter(
    (line) => line.stage === 'allocated' && line.source.startsWith('Decision 2015/11'),
  );
  assert.deepEqual(
    put.map((line) => [line.agency, line.pence, line.fteHundredths]),
    [
      ['norfolk-opcc', 11_000_000n, null],
      ['norfolk-opcc', null, 160],
      ['probation', null, 200],
    ],
  );
});

test('a year keeps the formula it began with; where it began with none, the first in it', () => {
  const versions = [
    formulaForTests({ validTo: '2020-10-01' }),
    formulaForTests({ id: 2, version: 2, validFrom: '2020-10-01' }),
    formulaForTests({ id: 3, kind: 'cost-share:population', validFrom: '2019-04-01' }),
  ];
  const inForce = (year: string, kind = 'cost-share') => formulaFor(versions, kind, year)?.id;
  assert.equal(inForce('2013/14'), undefined);
  // 1 March 2015 is in 2014/15.
  assert.equal(inForce('2014/15'), 1);
  assert.equal(inForce('2019/20'), 1);
  // From October 2020, so from the year after: a split does not change inside a year.
  assert.equal(inForce('2020/21'), 1);
  assert.equal(inForce('2021/22'), 2);
  assert.equal(inForce('2021/22', 'cost-share:population'), 3);
});

test('an agency that bears nothing any more is relieved of all', () => {
  const before = totalOf(payOf(lines, 'baseline', '2013/14'), sharesForTests);
  const after = totalOf([], sharesForTests);
  assert.equal(increaseOf(before, after).get('suffolk-police'), -27_400_000n);
});
