import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { allocate } from '../../casework/allocate-for-tests.ts';
import { recordContact } from '../../casework/contacts/acts.ts';
import type { ContactInput } from '../../casework/contacts/types.ts';
import { recordAbsence } from '../../casework/cover/acts.ts';
import { addGoal, overdueSteps } from '../../casework/index.ts';
import { addDays, londonDay } from '../../kernel/clock.ts';
import { newKey } from '../../kernel/ids.ts';
import { findLastLook } from '../person/timeline-pages.ts';
import { listCases } from './case-store.ts';
import { listSheetPeople } from './sheet-store.ts';
import { listAppointments, listCasePeople, listDues, listWithheld } from './store.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const window = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };

async function plan(login: string, personId: number, more: Partial<ContactInput> = {}): Promise<number> {
  const { id } = await house.performer.perform(
    await house.viewerFor(login),
    recordContact,
    {
      personId,
      kind: 'home',
      at: '2026-11-05T10:00:00.000Z',
      outcome: null,
      place: null,
      pathway: null,
      minutes: null,
      note: null,
      handling: 'partners',
      namedAgencies: [],
      withStaff: [],
      ...more,
    },
    newKey(),
  );
  return id;
}

const appointmentsOf = async (login: string, personId: number) => {
  const viewer = await house.viewerFor(login);
  return house.database.as(viewer, (tx) =>
    listAppointments(tx, { staffIds: [viewer.staffId], personIds: [personId], ...window }),
  );
};

const withheldFor = async (login: string): Promise<{ contactId: number; agency: string }[]> =>
  house.database.as(await house.viewerFor(login), (tx) => listWithheld(tx, window));

test('an appointment on one that is withheld says that something is there and whose, and nothing else', async () => {
  const person = await addMember(house);
  const mine = await plan('pc-lucy-grange', person);
  await plan('joseph-baird', person, {
    at: '2026-11-05T10:20:00.000Z',
    handling: 'own',
    place: 'heliotrope',
  });
  await plan('joseph-baird', person, { at: '2026-11-05T14:00:00.000Z', handling: 'own' });
  const [told, ...more] = await withheldFor('pc-lucy-grange');
  assert.deepEqual(more, []);
  assert.equal(told?.contactId, mine);
  assert.match(told?.agency ?? '', /Probation/);
  assert.deepEqual(Object.keys(told ?? {}).sort(), ['agency', 'contactId']);
  const shown = await appointmentsOf('pc-lucy-grange', person);
  assert.deepEqual(
    shown.map(({ id, doubled }) => [id, doubled]),
    [[mine, false]],
    'the others are not there',
  );
  assert.deepEqual(await withheldFor('pc-omar-farouk'), [], 'nobody else’s appointments');
});

test('what may be seen is shown as a double booking, and not as withheld', async () => {
  const person = await addMember(house);
  const mine = await plan('pc-omar-farouk', person);
  const theirs = await plan('joseph-baird', person, { at: '2026-11-05T10:29:00.000Z' });
  await plan('joseph-baird', person, { at: '2026-11-05T11:00:00.000Z' });
  const shown = await appointmentsOf('pc-omar-farouk', person);
  assert.deepEqual(
    shown.filter(({ doubled }) => doubled).map(({ id }) => id),
    [mine, theirs],
  );
  assert.deepEqual(await withheldFor('pc-omar-farouk'), []);
});

test('two appointments of one worker at once are said to be', async () => {
  const [one, two] = [await addMember(house), await addMember(house)];
  const first = await plan('megan-tully', one);
  const second = await plan('megan-tully', two, { at: '2026-11-05T10:10:00.000Z' });
  const viewer = await house.viewerFor('megan-tully');
  const shown = await house.database.as(viewer, (tx) =>
    listAppointments(tx, { staffIds: [viewer.staffId], personIds: [], ...window }),
  );
  assert.deepEqual(
    shown.map(({ id, clashes, doubled }) => [id, clashes, doubled]),
    [
      [first, true, false],
      [second, true, false],
    ],
  );
});

test('the people of a colleague whom one covers stand among one’s own, and are named so', async () => {
  const today = londonDay(new Date());
  const [own, theirs] = [await addMember(house), await addMember(house)];
  await allocate(house, own, 'pc-grace-cobbold', 'lead');
  await allocate(house, theirs, 'pc-nathan-pryke', 'lead');
  const manager = await house.viewerFor('scheme-manager');
  await house.performer.perform(
    manager,
    recordAbsence,
    {
      staffId: await staffId(house, 'pc-nathan-pryke'),
      deputyId: await staffId(house, 'pc-grace-cobbold'),
      fromDay: today,
      toDay: addDays(today, 1),
      note: null,
    },
    newKey(),
  );
  const deputy = await house.viewerFor('pc-grace-cobbold');
  const people = (on: string) => house.database.as(deputy, (tx) => listCasePeople(tx, deputy.staffId, on));
  assert.deepEqual(
    (await people(today)).map(({ personId, coversFor }) => [personId, coversFor]),
    [
      [own, null],
      [theirs, 'PC Nathan Pryke'],
    ],
  );
  assert.equal((await people(addDays(today, 2))).length, 1);
  const cases = await house.database.as(deputy, (tx) =>
    listCases(tx, {
      staffId: deputy.staffId,
      today,
      until: addDays(today, 6),
      now: testNow,
      filter: { part: 'covered' },
      sort: 'name',
      descending: false,
      limit: 10,
      offset: 0,
    }),
  );
  assert.deepEqual(
    cases.map(({ personId, total }) => [personId, total]),
    [[theirs, 1]],
  );
});

test('every sorting and filter of the case list is answered, and of the same people', async () => {
  const viewer = await house.viewerFor('pc-zoe-bugg');
  for (const team of ['Bury St Edmunds team', 'Norwich team'])
    await allocate(house, await addMember(house, team), 'pc-zoe-bugg', 'lead');
  for (const sort of ['name', 'next', 'last', 'review', 'rag'] as const)
    for (const descending of [true, false]) {
      const rows = await house.database.as(viewer, (tx) =>
        listCases(tx, {
          staffId: viewer.staffId,
          today: '2026-11-02',
          until: '2026-11-08',
          now: testNow,
          filter: {},
          sort,
          descending,
          limit: 10,
          offset: 0,
        }),
      );
      assert.equal(rows.length, 2, sort);
    }
});

test('what is due is of one’s people alone, and as far as one may see it', async () => {
  const person = await addMember(house);
  await allocate(house, person, 'link-worker', 'embedded');
  await house.ownerQuery(`update membership set next_review = '2026-11-03' where person_id = $1`, [person]);
  const dues = async (login: string, ids: number[]) => {
    const viewer = await house.viewerFor(login);
    return house.database.as(viewer, (tx) =>
      listDues(tx, {
        personIds: ids,
        staffId: viewer.staffId,
        from: '2026-11-02',
        to: '2026-11-08',
        overdueFrom: '2026-01-01',
      }),
    );
  };
  assert.deepEqual(
    (await dues('link-worker', [person])).map(({ what, day }) => [what, day]),
    [['review', '2026-11-03']],
  );
  assert.deepEqual(await dues('link-worker', []), []);
  assert.deepEqual(await dues('link-worker-2', [person]), [], 'no reason, nothing');
});

test('the case list finds those of whom nothing is planned, by the surname it is sorted by', async () => {
  const [idle, busy] = [await addMember(house), await addMember(house)];
  const officer = await house.viewerFor('pc-omar-farouk');
  for (const person of [idle, busy]) await allocate(house, person, 'pc-omar-farouk', 'lead');
  await plan('pc-omar-farouk', busy);
  const listed = (due: 'unplanned' | undefined) =>
    house.database.as(officer, (tx) =>
      listCases(tx, {
        staffId: officer.staffId,
        today: '2026-11-02',
        until: '2026-11-08',
        now: testNow,
        filter: { due },
        sort: 'name',
        descending: false,
        limit: 50,
        offset: 0,
      }),
    );
  const ids = (await listed('unplanned')).map(({ personId }) => personId);
  assert.ok(ids.includes(idle) && !ids.includes(busy));
  const all = await listed(undefined);
  assert.ok(all.some(({ personId }) => personId === busy));
  const [person] = await house.ownerQuery<{ family: string }>(
    'select family_name as family from person where id = $1',
    [idle],
  );
  const name = all.find(({ personId }) => personId === idle)?.name ?? '';
  assert.ok(name.startsWith(`${person?.family}, `), name);
});

test('steps of a goal that was removed are due nowhere', async () => {
  const person = await addMember(house);
  const officer = await house.viewerFor('pc-lucy-grange');
  await allocate(house, person, 'pc-lucy-grange', 'lead');
  const goal = await house.performer.perform(
    officer,
    addGoal,
    {
      pathway: 'accommodation',
      need: 'Sofa-surfing',
      goal: 'My own front door',
      targetOn: null,
      personId: person,
      handling: 'partners',
      later: false,
    },
    newKey(),
  );
  await house.ownerQuery(
    `insert into plan_step (goal_id, person_id, agency_id, what, actor, state, due_on, handling)
     select g.id, g.person_id, g.agency_id, 'Ring the council', 'person', 'to-do', '2026-10-30', g.handling from plan_goal g where g.id = $1`,
    [goal.id],
  );
  const counts = () =>
    house.database.as(officer, async (tx) => {
      const dues = await listDues(tx, {
        personIds: [person],
        staffId: officer.staffId,
        from: '2026-11-02',
        to: '2026-11-08',
        overdueFrom: '2026-01-01',
      });
      const cases = await listCases(tx, {
        staffId: officer.staffId,
        today: '2026-11-02',
        until: '2026-11-08',
        now: testNow,
        filter: {},
        sort: 'name',
        descending: false,
        limit: 50,
        offset: 0,
      });
      const overdue = await overdueSteps(tx, person, '2026-11-02');
      return [
        dues.filter(({ what }) => what === 'step').length,
        cases.find(({ personId }) => personId === person)?.stepsDue,
        overdue,
      ];
    });
  assert.deepEqual(await counts(), [1, 1, 1]);
  await house.ownerQuery(`update plan_goal set state = 'removed' where id = $1`, [goal.id]);
  assert.deepEqual(await counts(), [0, 0, 0]);
});

test('a visit sheet has nothing that touched a pathway of health', async () => {
  const person = await addMember(house);
  const officer = await house.viewerFor('pc-lucy-grange');
  const sheet = async () =>
    (
      await house.database.as(officer, (tx) =>
        listSheetPeople(tx, {
          personIds: [person],
          today: '2026-11-02',
          until: '2026-11-16',
          now: testNow,
          kept: ['health'],
        }),
      )
    )[0];
  await plan('pc-lucy-grange', person, {
    at: '2026-11-01T10:00:00.000Z',
    outcome: 'attended',
    note: 'Saw the doctor',
    pathway: 'health',
  });
  assert.equal((await sheet())?.lastNote, null);
  await plan('pc-lucy-grange', person, {
    at: '2026-11-01T12:00:00.000Z',
    outcome: 'attended',
    note: 'Flat is tidy',
  });
  assert.equal((await sheet())?.lastNote, 'Flat is tidy');
});

test('one’s last look is one’s own, and of another half-hour than this', async () => {
  const person = await addMember(house);
  const viewer = await house.viewerFor('pc-lucy-grange');
  const look = () => house.database.as(viewer, (tx) => findLastLook(tx, person));
  const opened = (staff: number, minutes: number, act = 'person:overview') =>
    house.ownerQuery(
      `insert into audit_entry (kind, act, staff_id, subject, subject_id, person_id, at) values ('opened', $3, $1, 'person', $2, $2, now() - make_interval(mins => $4))`,
      [staff, person, act, minutes],
    );
  assert.equal(await look(), undefined);
  await opened(await staffId(house, 'pc-omar-farouk'), 60);
  assert.equal(await look(), undefined, 'a colleague’s look is not theirs');
  await opened(viewer.staffId, 5);
  assert.equal(await look(), undefined, 'this look');
  await opened(viewer.staffId, 90, 'person:timeline');
  await opened(viewer.staffId, 45, 'contact:list');
  const last = await look();
  assert.ok(last !== undefined && Math.abs(Date.now() - last.getTime() - 90 * 60_000) < 60_000);
});
