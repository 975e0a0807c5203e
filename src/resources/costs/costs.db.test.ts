import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { Act } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { schemeCost, setUpResources, yearCost } from '../index.ts';
import { correctCostLine, recordActuals, recordCostLine, removeCostLine } from './acts.ts';
import { decideOnFormula, proposeFormula, revokeFormula } from './formula-acts.ts';
import { loadLines, moneyOfLines } from './load.ts';
import { getCostLine, listCostLines, listLineHistory } from './store.ts';
import { costsToday } from './today.ts';
import type { CostLine, CostLineInput } from './types.ts';
import { decideOnVirement, requestVirement, takeBackVirement } from './virement-acts.ts';
import { getVirement, virementsOf } from './virement-store.ts';
import { approveBudget, reopenBudget } from './year-acts.ts';
import { findYear } from './year-store.ts';

const line = (code: string, given: Partial<CostLineInput> = {}): CostLineInput => ({
  code,
  position: null,
  year: '2030/31',
  stage: 'budget',
  kind: 'pay',
  heading: code,
  agencyId: null,
  pence: '1000000',
  stepPence: '1',
  fteHundredths: null,
  source: 'test',
  note: null,
  example: false,
  employerId: null,
  formula: null,
  ...given,
});

describe('costs', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
    await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
    await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
  });
  after(() => house.close());

  const perform = async <Input, Result>(login: string, act: Act<Input, Result>, input: Input) =>
    house.performer.perform(await house.viewerFor(login), act, input, newKey());
  const refuses = (code: string, run: () => Promise<unknown>) =>
    assert.rejects(run, (error) => error instanceof WaymarkError && error.code === code);
  const read = async (id: number): Promise<CostLine> =>
    house.database.as(await house.viewerFor('scheme-manager'), (tx) => getCostLine(tx, id));
  const byCode = async (code: string): Promise<CostLine> => {
    const lines = await house.database.as(await house.viewerFor('scheme-manager'), (tx) => listCostLines(tx));
    return lines.find((one) => one.code === code) as CostLine;
  };
  const moneyOf = async (one: CostLine) =>
    (
      await house.database.as(await house.viewerFor('scheme-manager'), (tx) =>
        moneyOfLines(tx, [one], '2026-11-02'),
      )
    )[0];

  test('seed 004: Essex’s £100,000 went from one year and purpose to another, approved by somebody else', async () => {
    const from = await moneyOf(await byCode('essex-2015'));
    const to = await moneyOf(await byCode('essex-2016'));
    assert.deepEqual([from?.original, from?.remaining], [10_000_000n, 0n]);
    assert.deepEqual([to?.original, to?.remaining], [0n, 10_000_000n]);
    const [virement] = await house.database.as(await house.viewerFor('opcc-commissioner'), (tx) =>
      virementsOf(tx, [from?.line.id ?? 0]),
    );
    assert.equal(virement?.state, 'approved');
    assert.notEqual(virement?.decidedByName, virement?.requestedByName);
  });

  test('the cost of the scheme by year: budget, with virements and what is not known', async () => {
    const manager = await house.viewerFor('scheme-manager');
    const [now, proposed, none] = await house.database.as(manager, (tx) =>
      Promise.all([schemeCost(tx, '2026/27'), schemeCost(tx, '2014/15'), schemeCost(tx, '1999/00')]),
    );
    assert.equal(now?.stage, 'budget');
    assert.equal(now?.pence, 46_400_000n + 70_200_000n + 10_530_000n + 1_850_000n + 1_425_000n + 2_200_000n);
    assert.equal(now?.oncePence, 2_200_000n);
    const yearly = await house.database.as(manager, (tx) => yearCost(tx, '2026/27'));
    assert.equal(yearly.pence, (now?.pence ?? 0n) - 2_200_000n, 'transition is in no yearly comparison');
    assert.equal(now?.unknownLines, 1);
    assert.ok((now?.actualPence ?? 0n) > 60_000_000n);
    assert.deepEqual(
      [proposed?.stage, proposed?.pence, proposed?.unknownLines, proposed?.actualPence],
      ['proposed', 117_700_000n, 4, null],
    );
    assert.deepEqual([none?.stage, none?.pence], [null, null]);
  });

  test('who has no right to costs finds no line, no spending, no virement and no history of one', async () => {
    for (const login of ['police-offender-manager', 'board-member', 'providers-manager', 'auditor']) {
      const viewer = await house.viewerFor(login);
      const counts = await house.database.as(viewer, async (tx) => ({
        lines: (await listCostLines(tx)).length,
        cost: (await schemeCost(tx, '2026/27')).pence,
        moved: (await virementsOf(tx, [1, 2, 3, 11, 12])).length,
        history: (await listLineHistory(tx, 12, 10)).length,
      }));
      assert.deepEqual(counts, { lines: 0, cost: null, moved: 0, history: 0 }, login);
    }
  });

  test('an approved budget changes by virement alone; no writer approves; reopening says why', async () => {
    const { id } = await perform('section-151-officer', recordCostLine, line('budget-a'));
    await perform('scheme-manager', recordCostLine, line('budget-b'));
    const version = async () =>
      (await house.database.as(await house.viewerFor('scheme-manager'), (tx) => findYear(tx, '2030/31')))
        ?.version ?? 0;
    const year = '2030/31';
    await refuses('right-missing', async () =>
      perform('scheme-manager', approveBudget, { year, version: await version(), note: null }),
    );
    await refuses('not-allowed-now', async () =>
      perform('section-151-officer', approveBudget, { year, version: await version(), note: null }),
    );
    await refuses('stale-version', () =>
      perform('opcc-commissioner', approveBudget, { year, version: 99, note: null }),
    );
    await perform('opcc-commissioner', approveBudget, { year, version: await version(), note: null });
    const before = await read(id);
    const change = {
      id,
      version: before.version,
      source: 'test',
      note: null,
      employerId: null,
      forecastPence: null,
      forecastWhy: null,
      forecastMethod: 'run-rate' as const,
    };
    await refuses('not-allowed-now', () =>
      perform('scheme-manager', correctCostLine, { ...change, pence: '999' }),
    );
    await refuses('not-allowed-now', () => perform('scheme-manager', recordCostLine, line('budget-c')));
    // How it is forecast is no part of the budget.
    await perform('scheme-manager', correctCostLine, { ...change, pence: '1000000' });
    await refuses('invalid', async () =>
      perform('opcc-commissioner', reopenBudget, { year, version: await version(), note: null }),
    );
    await perform('opcc-commissioner', reopenBudget, { year, version: await version(), note: 'A mistake' });
    const { version: now } = await read(id);
    await perform('scheme-manager', correctCostLine, { ...change, version: now, pence: '999' });
    assert.equal((await read(id)).pence, 999n);
  });

  test('a virement: asked, not more than is left, decided by another, taken back by whoever asked', async () => {
    const { id: from } = await perform(
      'scheme-manager',
      recordCostLine,
      line('pot-from', { year: '2031/32' }),
    );
    const { id: to } = await perform(
      'scheme-manager',
      recordCostLine,
      line('pot-to', { year: '2032/33', stage: 'allocated', kind: 'income', pence: '0' }),
    );
    const asked = {
      fromLineId: from,
      toLineId: to,
      pence: '600000',
      reason: 'test',
      source: null,
      example: false,
    };
    await refuses('invalid', () =>
      perform('scheme-manager', requestVirement, { ...asked, pence: '1000001' }),
    );
    await refuses('right-missing', () => perform('opcc-commissioner', requestVirement, asked));
    const one = await perform('section-151-officer', requestVirement, asked);
    // What waits is set aside.
    await refuses('invalid', () => perform('scheme-manager', requestVirement, asked));
    const decision = { id: one.id, version: 1, state: 'approved' as const, note: null };
    await refuses('not-allowed-now', () => perform('section-151-officer', decideOnVirement, decision));
    await refuses('invalid', () =>
      perform('opcc-chief-executive', decideOnVirement, { ...decision, state: 'refused' }),
    );
    await refuses('not-allowed-now', () =>
      perform('scheme-manager', takeBackVirement, { id: one.id, version: 1 }),
    );
    await perform('opcc-chief-executive', decideOnVirement, decision);
    await refuses('stale-version', () => perform('opcc-commissioner', decideOnVirement, decision));
    await refuses('not-allowed-now', () =>
      perform('opcc-commissioner', decideOnVirement, {
        ...decision,
        version: 2,
        state: 'refused',
        note: 'x',
      }),
    );
    assert.equal((await moneyOf(await read(from)))?.budget, 400_000n);
    assert.equal((await moneyOf(await read(to)))?.remaining, 600_000n);
    const two = await perform('scheme-manager', requestVirement, { ...asked, pence: '1' });
    await perform('scheme-manager', takeBackVirement, { id: two.id, version: 1 });
    const state = await house.database.as(await house.viewerFor('scheme-manager'), (tx) =>
      getVirement(tx, two.id),
    );
    assert.equal(state.state, 'withdrawn');
    await refuses('not-allowed-now', async () =>
      perform('scheme-manager', removeCostLine, {
        id: from,
        version: (await read(from)).version,
        removed: true,
      }),
    );
  });

  test('whatever asks, the database lets nobody approve their own request', async () => {
    const { id: from } = await perform(
      'section-151-officer',
      recordCostLine,
      line('own-from', { year: '2033/34' }),
    );
    const { id: to } = await perform(
      'section-151-officer',
      recordCostLine,
      line('own-to', { year: '2033/34' }),
    );
    const { id } = await perform('section-151-officer', requestVirement, {
      fromLineId: from,
      toLineId: to,
      pence: '1',
      reason: 'test',
      source: null,
      example: false,
    });
    await assert.rejects(
      house.ownerQuery(
        `update virement set state = 'approved', decided_by = requested_by, decided_at = now() where id = $1`,
        [id],
      ),
      /check constraint/,
    );
  });

  test('what was spent: months put in, corrected, taken out; the earlier state is in the history', async () => {
    const { id } = await perform('scheme-manager', recordCostLine, line('spent', { year: '2024/25' }));
    const put = async (months: { month: number; pence: string | null }[]) =>
      perform('scheme-manager', recordActuals, {
        id,
        version: (await read(id)).version,
        months,
        source: 'ledger',
      });
    await put([
      { month: 1, pence: '5000' },
      { month: 2, pence: '7000' },
    ]);
    await put([
      { month: 1, pence: '5500' },
      { month: 2, pence: null },
    ]);
    const money = await moneyOf(await read(id));
    assert.deepEqual([money?.actual, money?.monthsEntered], [5500n, 1]);
    await refuses('stale-version', () =>
      perform('scheme-manager', recordActuals, { id, version: 1, months: [], source: 'x' }),
    );
    const history = await house.database.as(await house.viewerFor('opcc-commissioner'), (tx) =>
      listLineHistory(tx, id, 20),
    );
    assert.deepEqual(
      history
        .filter(({ table }) => table === 'cost_actual')
        .map(({ op, month, pence }) => [op, month, pence]),
      [
        ['update', 1, '5000'],
        ['delete', 2, '7000'],
      ],
    );
  });

  test('a formula is proposed by one and put in force by another; earlier years keep theirs', async () => {
    const body = {
      formula: 'Population',
      source: 'test',
      shares: [
        { agency: 'norfolk-police', percent: '54.4' },
        { agency: 'suffolk-police', percent: '45.6' },
      ],
    };
    await refuses('invalid', () =>
      perform('scheme-manager', proposeFormula, {
        kind: 'cost-share',
        validFrom: '2027-04-01',
        body: { ...body, shares: body.shares.slice(0, 1) },
      }),
    );
    const { id } = await perform('section-151-officer', proposeFormula, {
      kind: 'cost-share',
      validFrom: '2027-04-01',
      body,
    });
    const decision = { id, version: 1, state: 'approved' as const, note: null };
    await refuses('right-missing', () => perform('scheme-manager', decideOnFormula, decision));
    await refuses('not-allowed-now', () => perform('section-151-officer', decideOnFormula, decision));
    await perform('opcc-commissioner', decideOnFormula, decision);
    const { formulas } = await house.database.as(await house.viewerFor('opcc-commissioner'), (tx) =>
      loadLines(tx, { schemeId: house.schemeId, today: '2026-11-02' }),
    );
    const inForce = (year: string) => formulas.of({ year, formula: null })?.body.formula;
    assert.equal(inForce('2026/27'), 'Net revenue expenditure');
    assert.equal(inForce('2027/28'), 'Population');
  });

  const formulaOf = async (year: string) =>
    house.database.as(await house.viewerFor('opcc-commissioner'), async (tx) => {
      const { formulas } = await loadLines(tx, { schemeId: house.schemeId, today: '2026-11-02' });
      return formulas.of({ year, formula: null, stage: 'budget' })?.body.formula;
    });
  const sixtyForty = {
    formula: 'Sixty to forty',
    source: 'test',
    shares: [
      { agency: 'norfolk-police', percent: '60' },
      { agency: 'suffolk-police', percent: '40' },
    ],
  };
  const putInForce = async (validFrom: string) => {
    const { id } = await perform('scheme-manager', proposeFormula, {
      kind: 'cost-share',
      validFrom,
      body: sixtyForty,
    });
    await perform('opcc-commissioner', decideOnFormula, { id, version: 1, state: 'approved', note: null });
    return id;
  };

  test('a formula in force can be taken back with the reason; not past an approved budget or a later one', async () => {
    const back = { version: 2, why: 'The wrong shares' };
    const first = await putInForce('2032-04-01');
    const later = await putInForce('2033-04-01');
    assert.equal(await formulaOf('2032/33'), 'Sixty to forty');
    await refuses('right-missing', () => perform('scheme-manager', revokeFormula, { id: first, ...back }));
    await refuses('invalid', () => perform('opcc-commissioner', revokeFormula, { id: first, ...back }));
    await refuses('invalid', () =>
      perform('opcc-commissioner', revokeFormula, { id: later, version: 2, why: ' ' }),
    );
    await perform('opcc-commissioner', revokeFormula, { id: later, ...back });
    await perform('opcc-commissioner', revokeFormula, { id: first, ...back });
    assert.equal(await formulaOf('2032/33'), 'Population');
    assert.equal(await formulaOf('2040/41'), 'Population');
    // One put in again from the same day stands, and nothing of what was taken back does.
    const again = await putInForce('2032-04-01');
    assert.equal(await formulaOf('2033/34'), 'Sixty to forty');
    const year = '2032/33';
    await perform('scheme-manager', recordCostLine, line('split', { year }));
    await perform('opcc-commissioner', approveBudget, { year, version: 1, note: null });
    await refuses('invalid', () => perform('opcc-commissioner', revokeFormula, { id: again, ...back }));
  });

  test('an approved budget keeps the formula it was approved with', async () => {
    const year = '2026/27';
    const was = await formulaOf(year);
    await putInForce('2026-03-01');
    assert.equal(await formulaOf(year), was);
    const version = (
      await house.database.as(await house.viewerFor('scheme-manager'), (tx) => findYear(tx, year))
    )?.version;
    await perform('opcc-commissioner', reopenBudget, { year, version: version ?? 0, note: 'x' });
    assert.equal(await formulaOf(year), 'Sixty to forty');
  });

  test('a month that is not over is refused', async () => {
    const { id } = await perform('scheme-manager', recordCostLine, line('early', { year: '2026/27' }));
    const spent = (month: number) =>
      perform('scheme-manager', recordActuals, {
        id,
        version: 1,
        months: [{ month, pence: '100' }],
        source: 'x',
      });
    // It is 2 November 2026: October is over.
    await refuses('invalid', () => spent(8));
    await refuses('invalid', () => spent(12));
    await spent(7);
  });

  test('what waits for approval is on the Today of who may decide it, and of nobody who asked', async () => {
    const titles = async (login: string) => {
      const viewer = await house.viewerFor(login);
      const items = await house.database.as(viewer, (tx) => costsToday(tx, { viewer, today: '2026-11-02' }));
      return items.map(({ title }) => title);
    };
    await perform('section-151-officer', proposeFormula, {
      kind: 'cost-share:waits',
      validFrom: '2034-04-01',
      body: sixtyForty,
    });
    await perform('section-151-officer', recordCostLine, line('drafted', { year: '2034/35' }));
    const formula = 'Formula to put in force or refuse: Sixty to forty';
    const budget = 'Budget of 2034/35: a draft that waits for approval';
    const [decides, asked, other] = await Promise.all(
      ['opcc-commissioner', 'section-151-officer', 'scheme-manager'].map(titles),
    );
    assert.ok(decides?.includes(formula) && decides.includes(budget));
    assert.ok(!asked?.includes(formula) && !asked?.includes(budget));
    assert.deepEqual(other, []);
  });
});
