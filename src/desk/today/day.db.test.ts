import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { allocate } from '../../casework/allocate-for-tests.ts';
import { contactsToday } from '../../casework/contacts/daily.ts';
import { appointmentsOf, type ContactInput, planSeries, recordContact } from '../../casework/index.ts';
import { newKey } from '../../kernel/ids.ts';
import { preparing } from './preparing.ts';
import { listNotices } from './store.ts';

// What stands on a worker's Today, on people made for it.

let house: TestHouse;
const today = '2026-11-02';

before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const officer = 'pc-lucy-grange';

const planned = (personId: number, more: Partial<ContactInput> = {}): ContactInput => ({
  personId,
  kind: 'home',
  at: '2026-11-02T14:00:00.000Z',
  outcome: null,
  place: null,
  pathway: null,
  minutes: null,
  note: null,
  handling: 'partners',
  namedAgencies: [],
  withStaff: [],
  ...more,
});

test('somebody given and gone again is not new for whoever has them no more', async () => {
  const person = await addMember(house);
  await allocate(house, person, officer, 'lead');
  const viewer = await house.viewerFor(officer);
  const told = async () =>
    (await house.database.as(viewer, (tx) => listNotices(tx, viewer.staffId))).filter(
      ({ personId }) => personId === person,
    ).length;
  assert.equal(await told(), 1);
  await house.ownerQuery('update allocation set to_at = now() where person_id = $1', [person]);
  // The officer's team sees the person all the same.
  assert.equal(await told(), 0);
});

test('a series that a colleague planned is one line of what changed', async () => {
  const person = await addMember(house);
  await allocate(house, person, officer, 'lead');
  const colleague = await house.viewerFor('joseph-baird');
  await house.performer.perform(
    colleague,
    planSeries,
    {
      ...planned(person, { kind: 'office', at: '2026-11-10T10:00:00.000Z' }),
      repeat: { every: 'weekly', times: 6, until: null },
      skip: [],
      sure: true,
    },
    newKey(),
  );
  const one = planned(person, { at: '2026-11-12T10:00:00.000Z' });
  await house.performer.perform(colleague, recordContact, one, newKey());
  const viewer = { ...(await house.viewerFor(officer)), previousVisit: new Date('2020-01-01') };
  const items = await house.database.as(viewer, (tx) =>
    contactsToday(tx, { viewer, today, now: house.clock() }),
  );
  const changed = items.filter(({ group, personId }) => group === 'changed' && personId === person);
  assert.equal(changed.length, 2);
  assert.equal(
    changed.filter(({ detail }) => /6 appointments from 10 Nov 2026/.test(detail ?? '')).length,
    1,
  );
});

test('before a visit: who has a warning for staff is marked, once for whoever may see it', async () => {
  const [warned, quiet] = [await addMember(house), await addMember(house)];
  const viewer = await house.viewerFor(officer);
  for (const person of [warned, quiet])
    await house.performer.perform(viewer, recordContact, planned(person), newKey());
  await house.ownerQuery(
    `insert into risk_flag (person_id, agency_id, staff_id, kind, why, set_on, review_on, handling)
     values ($1, $2, $3, 'to-staff', 'Dog', '2026-10-01', '2027-01-01', 'partners')`,
    [warned, viewer.agencyId, viewer.staffId],
  );
  const prepared = await house.database.as(viewer, async (tx) =>
    preparing(tx, { viewer, today }, await appointmentsOf(tx, viewer, today)),
  );
  assert.deepEqual([...prepared.warned], [warned]);
});
