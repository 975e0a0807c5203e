import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { loadOf, setUpResources } from '../index.ts';

describe('loads by the establishment', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
    await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
    await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
  });
  after(() => house.close());

  test('twenty officers carry 300 by the rule; the inspector and probation have no limit from it', async () => {
    const manager = await house.viewerFor('scheme-manager');
    const staff = await house.ownerQuery<{ id: number; login: string }>('select id, login from staff');
    const loads = await house.database.as(manager, (tx) =>
      loadOf(
        tx,
        house.schemeId,
        staff.map((person) => person.id),
      ),
    );
    const sumOf = (all: typeof loads): number =>
      [...all.values()].reduce((sum, { limit }) => sum + (limit ?? 0), 0);
    assert.equal(sumOf(loads), 293, 'two of the example work less: 11 and 12 instead of 15');
    await house.ownerQuery('delete from staff_hours');
    const whole = await house.database.as(manager, (tx) =>
      loadOf(
        tx,
        house.schemeId,
        staff.map((person) => person.id),
      ),
    );
    assert.equal(sumOf(whole), 300);
    const limitOf = (login: string) =>
      loads.get(staff.find((person) => person.login === login)?.id ?? 0)?.limit;
    assert.equal(limitOf('scheme-manager'), null);
    assert.equal(limitOf('probation-offender-manager'), null);
    assert.equal(limitOf('sgt-karen-dunnett'), 15);
  });

  test('counts are of people whom the viewer may see', async () => {
    const officer = await house.viewerFor('police-offender-manager');
    await house.coverEverything();
    const personId = await addMember(house);
    await house.ownerQuery(
      `insert into allocation (membership_id, person_id, staff_id, agency_id, kind) select id, person_id, $2, $3, 'lead' from membership where person_id = $1`,
      [personId, officer.staffId, officer.agencyId],
    );
    const manager = await house.viewerFor('scheme-manager');
    const other = await house.viewerFor('pc-liam-fenn');
    const peopleFor = async (viewer: typeof manager) =>
      (await house.database.as(viewer, (tx) => loadOf(tx, house.schemeId, [officer.staffId]))).get(
        officer.staffId,
      )?.people;
    assert.equal(await peopleFor(manager), 1);
    assert.equal(await peopleFor(other), 0);
  });
});
