import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { listRolesWithRight } from './owner-store.ts';
import { listOwners } from './owners.ts';

describe('owners of what a register holds', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
  });
  after(() => house.close());

  const owners = async (): Promise<string[]> => {
    const viewer = await house.viewerFor('scheme-manager');
    return (await house.database.as(viewer, (tx) => listOwners(tx, viewer.schemeId))).map(
      ({ login }) => login,
    );
  };

  test('are those whose role sees governance today: a right that was given or taken back since counts', async () => {
    const before = await owners();
    assert.equal(new Set(before).size, before.length, 'once each, whatever roles they have');
    assert.ok(before.includes('board-member') && !before.includes('front-line-officer'));
    await house.ownerQuery(
      `insert into role_right (scheme_id, role, "right", from_date) select id, 'front-line-officer', 'see:governance', current_date from scheme`,
    );
    await house.ownerQuery(
      `update role_right set to_date = current_date where role = 'board-member' and "right" = 'see:governance'`,
    );
    const now = await owners();
    assert.ok(now.includes('front-line-officer') && !now.includes('board-member'));
  });

  test('roles that may do something are told as the rights stand today', async () => {
    const viewer = await house.viewerFor('scheme-manager');
    const roles = () =>
      house.database.as(viewer, (tx) => listRolesWithRight(tx, viewer.schemeId, 'recommendation:assure'));
    const before = await roles();
    assert.ok(before.includes('opcc-commissioner') && !before.includes('auditor'));
    await house.ownerQuery(
      `insert into role_right (scheme_id, role, "right", from_date) select id, 'auditor', 'recommendation:assure', current_date from scheme`,
    );
    assert.deepEqual(await roles(), [...before, 'auditor'].sort());
  });
});
