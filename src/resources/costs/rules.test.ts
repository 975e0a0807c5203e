import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { showThousands } from './money.ts';
import { checkPrinted, increaseOf, totalOf } from './rules.ts';
import type { CostLine, PrintedFigure } from './types.ts';

const shares = [
  { agency: 'norfolk-police', percent: '56.5' },
  { agency: 'suffolk-police', percent: '43.5' },
];

const example = JSON.parse(
  await readFile(new URL('../../../examples/resources.json', import.meta.url), 'utf8'),
) as {
  costs: (Omit<CostLine, 'pence'> & { pence: number | null })[];
  printed: (Omit<PrintedFigure, 'value' | 'step' | 'againstValue'> & {
    value: number;
    step: number;
    againstValue: number | null;
  })[];
};

const lines = example.costs.map((line) => ({
  ...line,
  pence: line.pence === null ? null : BigInt(line.pence),
}));

const totals = {
  baseline: totalOf(lines, 'baseline', 'pay', shares),
  proposed: totalOf(lines, 'proposed', 'pay', shares),
};

test('Table 1 of decision 2015/11 from its inputs, to the printed £k', () => {
  const row = (of: ReadonlyMap<string, bigint>, total: bigint | undefined) =>
    [of.get('norfolk-police'), of.get('suffolk-police'), total].map((pence) => showThousands(pence ?? 0n));
  assert.deepEqual(row(totals.baseline.byAgency, totals.baseline.total), ['£494k', '£274k', '£768k']);
  assert.deepEqual(row(totals.proposed.byAgency, totals.proposed.total), ['£665k', '£512k', '£1,177k']);
  const increase = increaseOf(totals.baseline, totals.proposed);
  assert.deepEqual(row(increase, increase.get('total')), ['£171k', '£238k', '£409k']);
  assert.equal(totals.baseline.fteHundredths, 1600);
});

test('its two slips are found, and nothing else is', () => {
  const checks = example.printed.map((figure) =>
    checkPrinted(
      {
        ...figure,
        value: BigInt(figure.value),
        step: BigInt(figure.step),
        againstValue: figure.againstValue === null ? null : BigInt(figure.againstValue),
      },
      totals,
    ),
  );
  const slips = checks.filter((check) => check.verdict === 'slip').map((check) => check.says);
  assert.deepEqual(slips, [
    '£1,177,000.00 is printed as £1.17m: cut off, not rounded.',
    '1.8 has three constables, already budgeted; 3.4 has two constables.',
  ]);
  assert.equal(checks.filter((check) => check.verdict === 'not-known').length, 0);
});

test('what is not known is in no sum and is never nothing', () => {
  const nonPay = totalOf(lines, 'proposed', 'non-pay', shares);
  assert.equal(nonPay.total, undefined);
  assert.equal(nonPay.unknown.length, 4);
});
