import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { addDays, londonDay } from '../../kernel/clock.ts';
import { sql } from '../../kernel/database.ts';
import type { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate } from '../allocate-for-tests.ts';
import { endAllocation } from '../allocation/acts.ts';
import { allocationCounts, noAllocations, partsText, peopleOf } from '../allocation/counts.ts';
import { changeAbsence, endAbsence, recordAbsence } from './acts.ts';
import { coverToday } from './daily.ts';
import { listAbsences } from './store.ts';

// Access goes by the database's clock, so the days are counted from its today.

let house: TestHouse;
const today = londonDay(new Date());
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

/** A person of Ipswich, led by an officer there; the deputy stands outside, so that only cover shows them the person. */
async function ledPerson(): Promise<number> {
  const person = await addMember(house, 'Ipswich team');
  await allocate(house, person, 'pc-emily-thirkettle', 'lead');
  return person;
}

const record = async (
  by: string,
  input: { staff: string; deputy: string | null; from?: string; to?: string; note?: string },
): Promise<number> => {
  const viewer = await house.viewerFor(by);
  const made = await house.performer.perform(
    viewer,
    recordAbsence,
    {
      staffId: await staffId(house, input.staff),
      deputyId: input.deputy === null ? null : await staffId(house, input.deputy),
      fromDay: input.from ?? today,
      toDay: input.to ?? addDays(today, 3),
      note: input.note ?? null,
    },
    newKey(),
  );
  return made.id;
};

const end = async (id: number, by = 'scheme-manager'): Promise<unknown> => {
  const [row] = await house.ownerQuery<{ version: number }>('select version from absence where id = $1', [
    id,
  ]);
  return house.performer.perform(
    await house.viewerFor(by),
    endAbsence,
    { id, version: row?.version ?? 0 },
    newKey(),
  );
};

test('a deputy sees the people for exactly that time, and no longer when it ends early', async () => {
  const person = await ledPerson();
  assert.equal(await sees(house, 'pc-lucy-grange', person), false);
  const id = await record('scheme-manager', { staff: 'pc-emily-thirkettle', deputy: 'pc-lucy-grange' });
  assert.equal(await sees(house, 'pc-lucy-grange', person), true);
  const [reason] = await house.ownerQuery<{ kind: string; day: string; opens: Date }>(
    `select kind, (closes_at at time zone 'Europe/London')::date::text as day, opens_at as opens from access_reason where person_id = $1 and source = $2`,
    [person, `absence:${id}`],
  );
  assert.equal(reason?.kind, 'co-worker');
  assert.equal(reason?.day, addDays(today, 4), 'until the end of the last day');
  await end(id);
  assert.equal(await sees(house, 'pc-lucy-grange', person), false);
  await assert.rejects(end(id), isRefused('not-allowed-now'));
});

test('cover that lies ahead opens on its day', async () => {
  const person = await ledPerson();
  const id = await record('scheme-manager', {
    staff: 'pc-emily-thirkettle',
    deputy: 'pc-lucy-grange',
    from: addDays(today, 10),
    to: addDays(today, 12),
  });
  assert.equal(await sees(house, 'pc-lucy-grange', person), false);
  const [reason] = await house.ownerQuery<{ day: string }>(
    `select (opens_at at time zone 'Europe/London')::date::text as day from access_reason where person_id = $1 and source = $2`,
    [person, `absence:${id}`],
  );
  assert.equal(reason?.day, addDays(today, 10));
  await end(id);
});

test('who comes to or leaves the absent worker meanwhile comes to and leaves the deputy', async () => {
  const first = await ledPerson();
  const id = await record('scheme-manager', { staff: 'pc-emily-thirkettle', deputy: 'pc-lucy-grange' });
  const second = await addMember(house, 'Ipswich team');
  const allocation = await allocate(house, second, 'pc-emily-thirkettle', 'lead');
  assert.equal(await sees(house, 'pc-lucy-grange', second), true);
  const manager = await house.viewerFor('scheme-manager');
  await house.performer.perform(
    manager,
    endAllocation,
    { id: allocation, personId: second, version: 1 },
    newKey(),
  );
  assert.equal(await sees(house, 'pc-lucy-grange', second), false);
  assert.equal(await sees(house, 'pc-lucy-grange', first), true);
  await end(id);
});

test('another deputy takes the place of the first; the stale change is shown both', async () => {
  const person = await ledPerson();
  const id = await record('scheme-manager', { staff: 'pc-emily-thirkettle', deputy: 'pc-lucy-grange' });
  const manager = await house.viewerFor('scheme-manager');
  const change = async (deputy: string, version: number) =>
    house.performer.perform(
      manager,
      changeAbsence,
      {
        id,
        version,
        staffId: await staffId(house, 'pc-emily-thirkettle'),
        deputyId: await staffId(house, deputy),
        fromDay: today,
        toDay: addDays(today, 5),
        note: null,
      },
      newKey(),
    );
  await change('pc-omar-farouk', 1);
  assert.equal(await sees(house, 'pc-lucy-grange', person), false);
  assert.equal(await sees(house, 'pc-omar-farouk', person), true);
  await assert.rejects(change('pc-stephen-lusher', 1), isRefused('stale-version'));
  await end(id);
});

test('a declared interest keeps a deputy out all the same', async () => {
  const person = await ledPerson();
  const deputy = await house.viewerFor('pc-lucy-grange');
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'declared-interest')`,
    [person, deputy.staffId],
  );
  const id = await record('scheme-manager', { staff: 'pc-emily-thirkettle', deputy: 'pc-lucy-grange' });
  assert.equal(await sees(house, 'pc-lucy-grange', person), false);
  await end(id);
});

test('each records their own, with a deputy of their own team and work; nobody is away twice at once', async () => {
  await assert.rejects(
    record('pc-lucy-grange', { staff: 'pc-omar-farouk', deputy: null }),
    isRefused('right-missing'),
  );
  for (const deputy of ['pc-emily-thirkettle', 'joseph-baird', 'link-worker'])
    await assert.rejects(
      record('pc-lucy-grange', { staff: 'pc-lucy-grange', deputy }),
      isRefused('right-missing'),
      deputy,
    );
  const id = await record('pc-lucy-grange', { staff: 'pc-lucy-grange', deputy: 'pc-omar-farouk' });
  const field = (name: string) => (error: WaymarkError) =>
    error.code === 'invalid' && error.fields[0]?.field === name;
  await assert.rejects(
    record('scheme-manager', { staff: 'pc-lucy-grange', deputy: null, from: addDays(today, 2) }),
    field('from'),
  );
  await assert.rejects(
    record('scheme-manager', { staff: 'pc-stephen-lusher', deputy: 'pc-lucy-grange' }),
    field('deputy'),
  );
  await end(id, 'pc-lucy-grange');
  await record('pc-lucy-grange', { staff: 'pc-lucy-grange', deputy: null });
});

test('whom somebody helps with counts as theirs to cover, and an absence nobody covers stands on the allocator’s Today', async () => {
  const helper = 'joseph-baird';
  const person = await addMember(house, 'Norwich team');
  await allocate(house, person, helper, 'co-worker');
  const manager = await house.viewerFor('scheme-manager');
  const counts = await house.database.as(manager, (tx) => allocationCounts(tx, house.schemeId));
  const held = counts.get(await staffId(house, helper)) ?? noAllocations;
  assert.equal(peopleOf(held), 1);
  assert.equal(partsText(held), 'works with 1 as co-worker');
  const gaps = async (login: string): Promise<string[]> => {
    const viewer = await house.viewerFor(login);
    const items = await house.database.as(viewer, (tx) => coverToday(tx, { viewer, today, now: new Date() }));
    return items
      .filter(({ title }) => title.startsWith('Nobody covers'))
      .map(({ title, href }) => `${title} ${href}`);
  };
  const id = await record('scheme-manager', { staff: helper, deputy: null });
  const name = (await house.viewerFor(helper)).name;
  assert.ok((await gaps('scheme-manager')).includes(`Nobody covers ${name} /absences/${id}`));
  assert.deepEqual(await gaps('pc-lucy-grange'), []);
  await end(id);
  assert.ok(!(await gaps('scheme-manager')).some((one) => one.includes(name)));
});

test('what the deputy should know is for those two and whoever allocates', async () => {
  const id = await record('scheme-manager', {
    staff: 'pc-mark-sillett',
    deputy: 'pc-grace-cobbold',
    note: 'Keys are with the front desk',
  });
  const noteFor = async (login: string): Promise<string | null | undefined> => {
    const viewer = await house.viewerFor(login);
    const rows = await house.database.as(viewer, (tx) =>
      listAbsences(tx, {}, today, { limit: 100, offset: 0 }),
    );
    return rows.find((one) => one.id === id)?.note;
  };
  for (const login of ['pc-mark-sillett', 'pc-grace-cobbold', 'scheme-manager'])
    assert.equal(await noteFor(login), 'Keys are with the front desk', login);
  for (const login of ['pc-nathan-pryke', 'link-worker']) assert.equal(await noteFor(login), null, login);
});

test('whoever may not record contacts records no absence, in the database too', async () => {
  const analyst = await house.viewerFor('analyst');
  await assert.rejects(record('analyst', { staff: 'analyst', deputy: null }), isRefused('right-missing'));
  await assert.rejects(
    house.database.as(analyst, (tx) =>
      tx.run(sql`insert into absence (scheme_id, staff_id, from_day, to_day, recorded_by)
        values (${house.schemeId}, ${analyst.staffId}, ${today}, ${today}, ${analyst.staffId})`),
    ),
    isRefused('right-missing'),
  );
});
