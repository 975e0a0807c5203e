import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { listSenders } from './store.ts';

describe('who uploads what', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
  });
  after(() => house.close());

  const senders = async (login: string) => {
    const viewer = await house.viewerFor(login);
    return house.database.as(viewer, (tx) => listSenders(tx, viewer.schemeId, '2026-11-02'));
  };

  test('each agency that sends extracts, with its own staff’s roles that may upload', async () => {
    const found = await senders('analyst');
    assert.ok(found.length >= 3);
    const police = found.find(({ formats }) => formats.includes('police-crimes'));
    assert.ok(police?.roles.includes('analyst'));
    assert.ok(found.every(({ roles }) => !roles.includes('police-offender-manager')));
    const probation = found.find(({ formats }) => formats.includes('probation-caseload'));
    assert.deepEqual(probation?.roles, ['senior-probation-officer']);
  });

  test('a right that has ended counts no longer', async () => {
    await house.ownerQuery(
      `update role_right set to_date = '2026-11-01' where role = 'analyst' and "right" = 'intake:import'`,
    );
    const found = await senders('senior-probation-officer');
    assert.ok(found.every(({ roles }) => !roles.includes('analyst')));
  });
});
