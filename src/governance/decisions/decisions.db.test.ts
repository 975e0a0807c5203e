import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { approveDecision, certifyDecision, draftDecision, editDecision, setUpGovernance } from '../index.ts';
import type { DecisionText } from './types.ts';

const paper = (agencyId: number, number: string): DecisionText => ({
  agencyId,
  number,
  form: 'norfolk-2020',
  title: 'Test',
  originator: 'Test',
  reason: 'For decision',
  submittedTo: 'PCC',
  summary: 'Test',
  recommendation: 'Test',
  financial: null,
  risks: null,
  checklist: {},
  publication: 'yes',
  publicationReason: null,
});

const refused = (code: string, text: RegExp) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code && text.test(error.message);

describe('a decision notice', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
  });
  after(() => house.close());

  test('is drafted, certified by both officers, and decided by somebody else', async () => {
    const { perform } = house.performer;
    const chief = await house.viewerFor('opcc-chief-executive');
    const finance = await house.viewerFor('section-151-officer');
    const commissioner = await house.viewerFor('opcc-commissioner');
    const { id } = await perform(chief, draftDecision, paper(chief.agencyId, '2026/01'), newKey());
    const decide = { id, verdict: 'approve' as const, outcome: 'Approved.' };

    await assert.rejects(
      perform(commissioner, approveDecision, { ...decide, version: 1 }, newKey()),
      refused('not-allowed-now', /certificate is missing: Chief Executive, Chief Finance Officer/),
    );
    await assert.rejects(
      perform(finance, certifyDecision, { id, version: 1, kind: 'chief-executive', options: [] }, newKey()),
      refused('right-missing', /Only the Chief Executive/),
    );
    await perform(chief, certifyDecision, { id, version: 1, kind: 'chief-executive', options: [] }, newKey());
    await perform(
      finance,
      certifyDecision,
      { id, version: 2, kind: 'section-151', options: ['a', 'd'] },
      newKey(),
    );
    await assert.rejects(
      perform(chief, approveDecision, { ...decide, version: 3 }, newKey()),
      refused('not-allowed-now', /You drafted this notice/),
    );
    // Past the act, the table itself refuses the originator.
    await assert.rejects(
      house.database.as(chief, (tx) =>
        tx.run(sql`update decision_notice set state = 'approved', outcome = 'x' where id = ${id}`),
      ),
      refused('right-missing', /./),
    );
    await perform(chief, editDecision, { ...paper(chief.agencyId, '2026/01'), id, version: 3 }, newKey());
    await assert.rejects(
      perform(commissioner, approveDecision, { ...decide, version: 4 }, newKey()),
      refused('not-allowed-now', /certificate is missing/),
    );
    await perform(chief, certifyDecision, { id, version: 4, kind: 'chief-executive', options: [] }, newKey());
    await perform(
      finance,
      certifyDecision,
      { id, version: 5, kind: 'section-151', options: ['a', 'd'] },
      newKey(),
    );
    await perform(commissioner, approveDecision, { ...decide, version: 6 }, newKey());
  });

  test('the example sets up once, however often it is asked', async () => {
    const counts = async (): Promise<unknown> => {
      await setUpGovernance(house.database, house.performer, house.viewerFor, house.clock());
      return house.ownerQuery(`select (select count(*) from agreement) as agreements, (select count(*) from decision_notice) as decisions,
        (select count(*) from governance_action) as actions, (select count(*) from sharing_cover) as covers`);
    };
    assert.deepEqual(await counts(), await counts());
  });
});
