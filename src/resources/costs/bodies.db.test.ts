import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { Act } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { setUpResources } from '../index.ts';
import { recordActuals, recordCostLine } from './acts.ts';
import { bodyCode } from './bodies.ts';
import { changeBody, enterBody } from './body-acts.ts';
import { listBodies } from './body-store.ts';
import { costLines } from './csv.ts';
import { decideOnFormula, proposeFormula } from './formula-acts.ts';
import { loadLines } from './load.ts';
import { moveCostLine } from './move-acts.ts';
import { listMoves } from './move-store.ts';
import { rechargeOf } from './recharge.ts';
import { partsOf } from './rules.ts';
import { getCostLine, listLineHistory } from './store.ts';
import type { CostLineInput } from './types.ts';
import { approveBudget } from './year-acts.ts';
import { findYear } from './year-store.ts';

describe('bodies outside the scheme, and lines that are moved', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
    await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
  });
  after(() => house.close());

  const perform = async <Input, Result>(login: string, act: Act<Input, Result>, input: Input) =>
    house.performer.perform(await house.viewerFor(login), act, input, newKey());
  const refuses = (code: string, run: () => Promise<unknown>) =>
    assert.rejects(run, (error) => error instanceof WaymarkError && error.code === code);
  const manager = () => house.viewerFor('scheme-manager');
  const read = async (id: number) => house.database.as(await manager(), (tx) => getCostLine(tx, id));
  const bodies = async () => house.database.as(await manager(), listBodies);

  let count = 0;
  const enter = (given: Partial<CostLineInput> = {}) =>
    perform('scheme-manager', recordCostLine, {
      code: `moved-${++count}`,
      position: null,
      year: '2041/42',
      stage: 'budget',
      kind: 'non-pay',
      heading: 'Travle',
      agencyId: null,
      pence: '100001',
      stepPence: '1',
      fteHundredths: null,
      source: 'test',
      note: null,
      example: false,
      employerId: null,
      formula: null,
      ...given,
    });
  const move = (
    id: number,
    version: number,
    to: { heading?: string; year?: string; bearer?: string | null },
    login = 'scheme-manager',
  ) =>
    perform(login, moveCostLine, {
      ...{ id, version, heading: 'Travel', year: '2041/42', bearer: null, formula: null },
      ...{ why: 'A slip of the pen', ...to },
    });

  test('seed 004: Essex bears its £100,000, in its two years', async () => {
    const { money } = await house.database.as(await manager(), (tx) =>
      loadLines(tx, { schemeId: 1, today: '2026-11-02' }),
    );
    const essex = money.filter(({ line }) => line.agencyName === 'Police and Crime Commissioner for Essex');
    assert.deepEqual(
      essex.map(({ line, original, budget }) => [line.year, original, budget]),
      [
        ['2015/16', 10_000_000n, 0n],
        ['2016/17', 0n, 10_000_000n],
      ],
    );
  });

  test('a body is entered once, renamed with its version, and bears, pays and shares to the penny', async () => {
    const { id } = await perform('scheme-manager', enterBody, { name: 'Kent', note: null });
    for (const name of ['kent', 'Norfolk Constabulary', ''])
      await refuses('invalid', () => perform('scheme-manager', enterBody, { name, note: null }));
    await refuses('right-missing', () =>
      perform('police-offender-manager', enterBody, { name: 'Surrey', note: null }),
    );
    await perform('scheme-manager', changeBody, { id, version: 1, name: 'Kent PCC', note: 'a note' });
    await refuses('stale-version', () =>
      perform('scheme-manager', changeBody, { id, version: 1, name: 'Kent', note: null }),
    );
    const kent = bodyCode(id);
    const own = await enter({ bodyId: id, employerBodyId: id, pence: '333', year: '2040/41' });
    const shared = await enter({ year: '2040/41', formula: 'cost-share:three', employerBodyId: id });
    const proposal = await perform('scheme-manager', proposeFormula, {
      kind: 'cost-share:three',
      validFrom: '2040-04-01',
      body: {
        formula: 'Three',
        source: 'test',
        shares: [
          { agency: 'norfolk-police', percent: '33.3' },
          { agency: 'suffolk-police', percent: '33.3' },
          { agency: kent, percent: '33.4' },
        ],
      },
    });
    await perform('opcc-commissioner', decideOnFormula, {
      id: proposal.id,
      version: 1,
      state: 'approved',
      note: null,
    });
    const loaded = await house.database.as(await manager(), (tx) =>
      loadLines(tx, { schemeId: 1, today: '2026-11-02', filter: { year: '2040/41' } }),
    );
    const parts = loaded.money.map(({ line, budget }) => ({
      id: line.id,
      parts: partsOf(line, loaded.formulas.sharesOf, budget)?.map(({ agency, pence }) => [agency, pence]),
    }));
    assert.deepEqual(parts.find((one) => one.id === own.id)?.parts, [[kent, 333n]]);
    // 33.4 % of £1,000.01 is 33,400.334 pence, 33.3 % is 33,300.333 pence: the penny left goes to Kent.
    assert.deepEqual(parts.find((one) => one.id === shared.id)?.parts, [
      ['norfolk-police', 33_300n],
      ['suffolk-police', 33_300n],
      [kent, 33_401n],
    ]);
    const { settlements } = rechargeOf(
      loaded.money.map(({ line, budget }) => ({ line, pence: budget })),
      loaded.formulas.sharesOf,
    );
    assert.deepEqual(
      settlements.map(({ from, to, pence }) => [from, to, pence]),
      [
        ['norfolk-police', kent, 33_300n],
        ['suffolk-police', kent, 33_300n],
      ],
    );
    assert.match(costLines(loaded).join(''), /Kent PCC/);
    assert.equal((await bodies()).find((one) => one.id === id)?.lines, 2);
  });

  test('who has no right to costs finds no body and no move, and another’s name cannot be put to one', async () => {
    for (const login of ['police-offender-manager', 'board-member', 'auditor']) {
      const found = await house.database.as(await house.viewerFor(login), async (tx) => [
        (await listBodies(tx)).length,
        (await listMoves(tx, 1)).length,
      ]);
      assert.deepEqual(found, [0, 0], login);
    }
  });

  test('a line is called otherwise, with the reason, the version and what it was', async () => {
    const { id } = await enter();
    await refuses('invalid', () => move(id, 1, { heading: '' }));
    await refuses('right-missing', () => move(id, 1, {}, 'opcc-commissioner'));
    await move(id, 1, { year: '2042/43', bearer: 'norfolk-police' });
    await refuses('stale-version', () => move(id, 1, {}));
    const line = await read(id);
    assert.deepEqual([line.heading, line.year, line.agency], ['Travel', '2042/43', 'norfolk-police']);
    const [moved] = await house.database.as(await manager(), (tx) => listMoves(tx, id));
    assert.deepEqual(
      [moved?.heading, moved?.year, moved?.bearer, moved?.why],
      ['Travle', '2041/42', 'Shared by the formula', 'A slip of the pen'],
    );
    const history = await house.database.as(await manager(), (tx) => listLineHistory(tx, id, 10));
    assert.equal(history.length, 1);
    const writers = await house.database.as(await manager(), (tx) => findYear(tx, '2042/43'));
    assert.deepEqual(
      writers?.writers,
      [(await manager()).staffId],
      'who moves a line into a year writes in it',
    );
    const [audited] = await house.ownerQuery<{ act: string; detail: unknown }>(
      `select act, detail from audit_entry where act = 'cost:move' and subject_id = $1 order by id desc limit 1`,
      [String(id)],
    );
    assert.deepEqual(audited?.detail, { fromYear: '2041/42', toYear: '2042/43' });
  });

  test('an approved budget keeps its lines, and gets none; months that are entered keep their year', async () => {
    const { id: approvedId } = await enter({ year: '2043/44' });
    const { id: draftId } = await enter({ year: '2044/45' });
    const { version = 0 } = (await house.database.as(await manager(), (tx) => findYear(tx, '2043/44'))) ?? {};
    await perform('opcc-commissioner', approveBudget, { year: '2043/44', version, note: null });
    await refuses('invalid', () => move(approvedId, 1, { year: '2043/44' }));
    await refuses('invalid', () => move(approvedId, 1, { year: '2044/45' }));
    await refuses('invalid', () => move(draftId, 1, { year: '2043/44' }));
    const before = await house.database.as(await manager(), (tx) =>
      loadLines(tx, { schemeId: 1, today: '2026-11-02', filter: { year: '2043/44', stage: 'budget' } }),
    );
    assert.deepEqual(
      before.lines.map(({ id, heading }) => [id, heading]),
      [[approvedId, 'Travle']],
    );
    const { id: spentId } = await enter({ year: '2024/25' });
    await perform('scheme-manager', recordActuals, {
      ...{ id: spentId, version: 1, source: 'ledger' },
      months: [{ month: 1, pence: '5' }],
    });
    await refuses('invalid', () => move(spentId, 2, { year: '2025/26' }));
    await move(spentId, 2, { year: '2024/25' });
  });
});
