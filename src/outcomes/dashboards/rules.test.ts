import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readAssumptions } from './assumptions.ts';
import { averagePeople, breakEven, penceEach } from './break-even.ts';
import type { DrawAsk } from './chart-model.ts';
import { complianceChart, complianceFunnel, contactsChart } from './contact-charts.ts';
import { costChart } from './cost-chart.ts';
import { dashboards, findKind } from './dashboards.ts';
import { monthAfter, monthsFrom, monthsOf, periodWords, quarterOf, settledQuarters } from './months.ts';
import { processChart } from './process-charts.ts';
import { exactFigures, filterOf, problemOf } from './reading.ts';
import { tablesOf, weightedMedian } from './tables.ts';
import { type Fact, type Period, toldAtTheTime } from './types.ts';

const pence = (most: bigint) => fc.bigInt({ min: 0n, max: most });

describe('where the scheme breaks even', () => {
  it('asks for the fewest offences that are worth no less than the cost, for any money', () => {
    fc.assert(
      fc.property(
        pence(10n ** 13n),
        pence(10n ** 9n),
        fc.integer({ min: 0, max: 200 }),
        (cost, worth, uplift) => {
          const offencePence = worth + 1n;
          const found = breakEven({ costPence: cost, offencePence, uplift });
          assert.ok(found.offences * offencePence >= found.costPence);
          assert.ok(found.offences === 0n || (found.offences - 1n) * offencePence < found.costPence);
          assert.ok(found.costPence * 100n >= cost * BigInt(100 + uplift));
        },
      ),
    );
  });

  it('is the sum that anybody can do: £1,177,000 at £3,000 an offence is 393', () => {
    assert.equal(breakEven({ costPence: 117_700_000n, offencePence: 300_000n, uplift: 0 }).offences, 393n);
    assert.equal(breakEven({ costPence: 117_700_000n, offencePence: 300_000n, uplift: 20 }).offences, 471n);
  });

  it('refuses what has no answer', () => {
    assert.throws(() => breakEven({ costPence: 1n, offencePence: 0n, uplift: 0 }), RangeError);
    assert.throws(() => breakEven({ costPence: -1n, offencePence: 1n, uplift: 0 }), RangeError);
    assert.throws(() => breakEven({ costPence: 1n, offencePence: 1n, uplift: 201 }), RangeError);
    assert.equal(penceEach(100n, 0), null);
  });

  it('shares a cost to the nearest penny', () => {
    fc.assert(
      fc.property(pence(10n ** 12n), fc.integer({ min: 1, max: 5_000 }), (cost, people) => {
        const each = penceEach(cost, people) ?? -1n;
        const off = each * BigInt(people) - cost;
        assert.ok(2n * (off < 0n ? -off : off) <= BigInt(people));
      }),
    );
  });

  const ports = {
    readPounds: (text: string) =>
      /^£?[\d,]+$/.test(text) ? BigInt(text.replaceAll(/[£,]/g, '')) * 100n : undefined,
    showPounds: (amount: bigint) => `£${amount / 100n}`,
  };
  const cost = {
    ...{ year: '2026/27', stage: 'budget', pence: 66_500_000n, unknownLines: 1 },
    ...{ oncePence: 0n, grantPence: null, from: '2026-04-01', to: '2027-03-31' },
  };

  it('takes what is on file until something else is typed, and says what is wrong with it', () => {
    const onFile = { cost, rule: { offencePence: 300_000, source: 'Example' } };
    assert.deepEqual(readAssumptions({}, onFile, ports).assumptions, {
      costPence: 66_500_000n,
      offencePence: 300_000n,
      uplift: 0,
    });
    const wrong = readAssumptions({ cost: 'lots', worth: '0', uplift: '300' }, onFile, ports);
    assert.deepEqual(
      wrong.errors.map(({ field }) => field),
      ['cost', 'worth', 'uplift'],
    );
    assert.deepEqual([wrong.assumptions, wrong.typed.cost], [undefined, 'lots']);
    const missing = readAssumptions({}, { cost: { ...cost, pence: null }, rule: undefined }, ports);
    assert.deepEqual([missing.assumptions, missing.errors], [undefined, []]);
  });
});

const month = fc
  .tuple(fc.integer({ min: 2000, max: 2090 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`);

describe('months and quarters', () => {
  it('has each month in the quarter that has it', () => {
    fc.assert(fc.property(month, (one) => assert.ok(monthsOf(quarterOf(one)).includes(one))));
  });

  it('has as many months between two as lie between them', () => {
    fc.assert(
      fc.property(month, fc.integer({ min: 0, max: 60 }), (one, more) =>
        assert.equal(monthsFrom(one, monthAfter(one, more)).length, more + 1),
      ),
    );
  });

  it('publishes a quarter fourteen days after its end and never before, and none that began before the counting', () => {
    assert.deepEqual(settledQuarters('2026-01', '2026-10-14'), ['2026-Q1', '2026-Q2']);
    assert.deepEqual(settledQuarters('2026-01', '2026-10-15'), ['2026-Q1', '2026-Q2', '2026-Q3']);
    assert.deepEqual(settledQuarters('2026-02', '2026-10-15'), ['2026-Q2', '2026-Q3']);
    assert.equal(periodWords('2026-Q3'), 'July to September 2026');
  });

  it('asks for the last twelve months unless told otherwise, and refuses months that cannot be shown', () => {
    assert.deepEqual(
      [filterOf({}, '2026-11-22').from, filterOf({}, '2026-11-22').to],
      ['2025-12', '2026-11'],
    );
    assert.equal(problemOf({ from: '2026-05', to: '2026-04' })?.field, 'from');
    assert.equal(problemOf({ from: '2020-01', to: '2026-04' })?.field, 'from');
    assert.equal(problemOf({ from: '2025-05', to: '2026-04' }), undefined);
  });
});

const fact = (topic: Fact['topic'], more: Partial<Fact>): Fact => ({
  ...{ topic, month: '2026-09', baseId: 1, strand: null, one: '', two: '', value: 0, n: 1, total: 0 },
  ...more,
});

describe('figures', () => {
  it('adds up what happens in the months, and takes the last day’s members', () => {
    const facts = [
      fact('joined', { month: '2026-08', n: 3 }),
      fact('joined', { n: 2 }),
      fact('members', { month: '2026-08', n: 40 }),
      fact('members', { n: 41 }),
    ];
    const { joined, members } = tablesOf(facts, '2026-09');
    assert.deepEqual([joined, members], [5, 41]);
    assert.equal(tablesOf(facts, '2026-10').members, 0);
  });

  it('has the months of all together what it has of each, and marks the one that is not over', () => {
    const run = { id: 1, onDay: '2026-09-20', at: new Date() };
    const facts = [fact('left', { month: '2026-07', n: 2 }), fact('left', { n: 1 })];
    const { periods, span } = exactFigures(
      { facts, run },
      { ...filterOf({}, '2026-11-02'), from: '2026-07', to: '2026-11' },
    );
    assert.deepEqual(
      periods.map(({ code, isOpen, tables }) => [code, isOpen, tables.left]),
      [
        ['2026-07', false, 2],
        ['2026-08', false, 0],
        ['2026-09', true, 1],
      ],
    );
    assert.deepEqual([span?.code, span?.tables.left], ['2026-07..2026-09', 3]);
  });

  it('tells more than twelve months by whole quarters, which add up to the same', () => {
    const filter = filterOf({ from: '2025-05', to: '2026-08' }, '2026-11-02');
    assert.deepEqual([filter.from, filter.to], ['2025-04', '2026-09']);
    const facts = monthsFrom('2025-04', '2026-09').map((month, place) =>
      fact('left', { month, n: place + 1 }),
    );
    const run = { id: 1, onDay: '2026-08-20', at: new Date() };
    const { periods } = exactFigures({ facts, run }, filter);
    assert.deepEqual(
      periods.map(({ code, isOpen }) => [code, isOpen]),
      [
        ...['2025-Q2', '2025-Q3', '2025-Q4', '2026-Q1', '2026-Q2'].map((code) => [code, false]),
        ['2026-Q3', true],
      ],
    );
    assert.equal(
      periods.reduce((so, { tables }) => so + (tables.left ?? 0), 0),
      (17 * 18) / 2,
    );
  });

  it('finds the middle value of so many of each', () => {
    const lines = fc.array(
      fc.record({ value: fc.integer({ min: 0, max: 99 }), n: fc.integer({ min: 1, max: 5 }) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, (given) => {
        const all = given
          .flatMap(({ value, n }) => Array.from({ length: n }, () => value))
          .sort((a, b) => a - b);
        assert.equal(weightedMedian(given), all[Math.ceil(all.length / 2) - 1]);
      }),
    );
    assert.equal(weightedMedian([]), null);
  });

  it('averages people by the days of the calendar, the month that is not over left out', () => {
    const period = (code: string, days: number, isOpen = false): Period => ({
      code,
      isOpen,
      tables: { ...tablesOf([], code), days, liberty: days / 2 },
    });
    const found = averagePeople([
      period('2026-06', 300),
      period('2026-07', 620),
      period('2026-08', 9_999, true),
    ]);
    assert.equal(found?.onScheme, 920 / 61);
    assert.equal(found?.atLiberty, 460 / 61);
    assert.equal(averagePeople([period('2026-06', 0)]), undefined);
  });
});

describe('the cost of a year for each member', () => {
  const period = (code: string, days: number): Period => ({
    code,
    isOpen: false,
    tables: { ...tablesOf([], code), days, liberty: days },
  });
  const cost = {
    ...{ year: '2026/27', stage: 'budget', pence: 12_000_000n, oncePence: 2_200_000n, unknownLines: 0 },
    ...{ grantPence: 3_200_000n, from: '2026-04-01', to: '2027-03-31' },
  };
  const draw = (isOnFile: boolean) =>
    costChart({
      figures: {
        kind: 'exact',
        periods: [period('2026-03', 310), period('2026-04', 600), period('2026-05', 620)],
        span: undefined,
      },
      link: () => undefined,
      isPart: false,
      cost,
      isOnFile,
      assumptions: { costPence: 12_000_000n, offencePence: 300_000n, uplift: 0 },
      showPounds: (pence) => `£${pence / 100n}`,
    });
  const cellNamed = (isOnFile: boolean, name: RegExp) =>
    draw(isOnFile).rows.find(([first]) => typeof first === 'string' && name.test(first))?.[1];

  it('is divided by the people of that year alone, and says that it is a budget', () => {
    assert.deepEqual(cellNamed(true, /^Budget of the financial year 2026\/27/), { count: '£120000' });
    assert.deepEqual(cellNamed(true, /for each member, a year/), { count: '£6000' });
    assert.match(draw(true).notes.join(' '), /A budget of the whole financial year, not what was spent/);
  });

  it('leaves what is paid once out and names it, and the grants that no line may hold', () => {
    const notes = draw(true).notes.join(' ');
    assert.match(notes, /£22000 of transition, paid once, is left out/);
    assert.match(notes, /Grants agreed for 2026\/27 \(£32000\) are not in it/);
  });

  it('says of a cost that was typed neither year nor budget', () => {
    assert.notEqual(cellNamed(false, /^Cost of a year, as typed/), undefined);
    assert.ok(!draw(false).notes.join(' ').includes('budget'));
  });
});

describe('contacts', () => {
  const facts = (baseId: number, one: string, n: number): Fact => ({
    ...{
      topic: 'contact',
      month: '2026-06',
      baseId,
      strand: '',
      one,
      two: 'timed',
      value: 0,
      n,
      total: n * 30,
    },
  });
  const all = [
    ...[facts(1, 'attended', 150), facts(1, 'failed', 40)],
    ...[facts(2, 'attended', 60), facts(2, 'acceptable-absence', 30), facts(2, 'failed', 6)],
    ...[facts(3, 'attended', 2), facts(3, 'failed', 6)],
    { ...facts(1, '', 100), topic: 'members' as const, two: '', total: 0 },
  ];
  const period = { code: '2026-06', isOpen: false, tables: tablesOf(all, '2026-06') };
  const none = new Map<string, string>();
  const ask: DrawAsk = {
    figures: { kind: 'exact', periods: [period], span: period },
    words: { bases: none, pathways: none, agencies: none, declineReasons: none, ratings: none },
    link: () => undefined,
  };

  it('hold each base against the share of all, which the first chart has', () => {
    const together = complianceFunnel(ask).notes.join(' ');
    const [row] = complianceChart(ask).rows;
    const share = (100 * 52) / 294;
    assert.deepEqual(row?.at(-1), { count: Number(share.toFixed(1)), href: undefined });
    assert.ok(together.startsWith(`Of all together ${Number(share.toFixed(1))} per cent`), together);
  });

  it('are counted for each member only where they took place', () => {
    const chart = contactsChart(ask);
    assert.deepEqual(
      chart.rows[0]?.slice(1).map((cell) => (typeof cell === 'string' ? cell : cell.count)),
      [294, 212, 100, 2.12],
    );
    assert.equal(chart.drawing, undefined, 'one value makes no line');
    assert.match(chart.missing ?? '', /makes no line/);
  });
});

describe('a process chart', () => {
  const lines = (values: readonly (number | null)[], open = false) =>
    values.map((value, place) => ({
      period: {
        code: monthAfter('2025-01', place),
        isOpen: open && place === values.length - 1,
        tables: tablesOf([], ''),
      },
      value,
      counted: value === null ? null : 1,
      cells: [],
    }));
  const draw = (given: ReturnType<typeof lines>) =>
    processChart({
      ...{ title: 'Example', about: '', unit: 'of them', head: [], places: 2, lines: given },
      figures: { kind: 'exact', periods: given.map((line) => line.period), span: undefined },
    });

  it('draws the limits of the published vector, 4.97 and 22.86', () => {
    const chart = draw(lines([12, 15, 11, 14, 18, 13, 16, 12, 10, 14, 17, 15]));
    assert.match(chart.notes[0] ?? '', /Mean 13\.92 of them; values between 4\.97 and 22\.86/);
    assert.match(chart.notes[1] ?? '', /No signal/);
  });

  it('leaves the month that is not over out, and draws no limits of seven values', () => {
    const chart = draw(lines([1, 2, 1, 2, 1, 2, 1, 99], true));
    assert.match(chart.notes[0] ?? '', /from 8 complete periods on; there are 7/);
    assert.equal(chart.rows.length, 8);
  });

  it('has nothing to draw where every value is left out, which is not that nothing was counted', () => {
    assert.equal(draw(lines([null, null])).drawing, undefined);
    assert.match(draw(lines([null, null])).missing ?? '', /^Too few people or events/);
    assert.match(draw([]).missing ?? '', /^Nothing is counted yet/);
  });
});

it('each dashboard names charts that there are', () => {
  for (const { charts } of dashboards)
    for (const code of charts) assert.ok(code === 'cost' || findKind(code) !== undefined, code);
});

it('a quarter published before something was counted tells nothing of it', () => {
  const tables = toldAtTheTime({ joined: 7 });
  assert.equal(tables.joined, 7);
  assert.equal(tables.untimed, null);
  assert.deepEqual([tables.rag.total, tables.rag.cells, tables.services], [null, [], []]);
});
