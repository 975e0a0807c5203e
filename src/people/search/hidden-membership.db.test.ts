import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { offeredOf } from './choice-views.ts';
import { findTyped } from './find.ts';
import { peopleTable } from './views.ts';

// Who has somebody by a referral alone may not read the membership, and is not told that there is none.

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const today = '2026-11-02';

/** What checking before creating and the search say of Aaron Blythe. */
async function saidTo(login: string) {
  const viewer = await house.viewerFor(login);
  const typed = { givenName: 'Aaron', familyName: 'Blythe', born: '1990-05-01' };
  const found = await house.database.as(viewer, (tx) => findTyped(tx, viewer, { ...typed, identifiers: [] }));
  assert.equal(found.people.length, 1, login);
  return {
    offered: offeredOf(found, today)[0]?.detail ?? '',
    listed: String(peopleTable(found.people, today)),
  };
}

test('a provider is not told “not on the scheme” of a member, and is told it of who has left', async () => {
  const person = await addMember(house);
  const worker = await house.viewerFor('providers-worker');
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, agency_id, source) values ($1, 'referral', $2, 'referral:1')`,
    [person, worker.agencyId],
  );
  const hidden = await saidTo('providers-worker');
  assert.doesNotMatch(hidden.offered, /on the scheme/i);
  assert.doesNotMatch(hidden.listed, /on the scheme/i);
  const manager = await saidTo('scheme-manager');
  assert.match(manager.offered, /; on the scheme;/);
  assert.match(manager.listed, /On the scheme/);
  await house.ownerQuery(
    `update membership set state = 'de-selected', left_on = '2026-11-02' where person_id = $1`,
    [person],
  );
  for (const login of ['providers-worker', 'scheme-manager']) {
    await house.ownerQuery(`update access_reason set closes_at = null where person_id = $1`, [person]);
    const { offered, listed } = await saidTo(login);
    assert.match(offered, /not on the scheme/, login);
    assert.match(listed, /Not on the scheme/, login);
  }
});
