import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import {
  carryOut,
  confirmSuccession,
  listPerson,
  planSuccession,
  shareOut,
  withdrawSuccession,
} from './acts.ts';
import { countItems, countLines, getSuccession, listCases, splitByProvider } from './successions.ts';

// A trust becomes two: what the two keep, and what a report of an earlier day still says.

let house: TestHouse;
let old: number;
let trustee: number;
const people: number[] = [];

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  old = (await one<{ id: number }>(`select id from agency where code = 'probation'`)).id;
  trustee = await staffId(house, 'probation-offender-manager');
  for (let at = 0; at < 3; at += 1) people.push(await addMember(house));
  await house.ownerQuery(`update membership set tier = case when person_id = $1 then '1' else '2' end`, [
    people[0],
  ]);
  for (const person of people)
    await perform(
      'scheme-manager',
      {
        name: 'test:allocate',
        right: 'case:allocate',
        run: async (tx, id: number, { wrote, actor }) => {
          const { id: made } = await tx.one(sql<{ id: number }>`
          insert into allocation (membership_id, person_id, staff_id, agency_id, kind, from_at, allocated_by)
          select m.id, m.person_id, s.id, s.agency_id, 'lead', timestamptz '2026-05-01', ${actor.staffId} from membership m, staff s where m.person_id = ${id} and s.id = ${trustee}
          returning id`);
          await tx.run(
            sql`select access_open(${id}, 'lead', ${trustee}, null, null, null, ${`allocation:${made}`}, null, null)`,
          );
          await wrote({ subject: 'allocation', subjectId: made });
          return {};
        },
      } satisfies Act<number, object>,
      person,
    );
  await house.ownerQuery(
    `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, note, handling, named_agencies, changed_by)
     select $1, agency_id, id, 'home', s.state, s.at::timestamptz, true, s.outcome, 'Text', 'own', '{}', id
     from staff, (values ('recorded', '2026-06-01', 'attended'), ('planned', '2026-12-01', null)) as s (state, at, outcome) where id = $2`,
    [people[0], trustee],
  );
});
after(() => house?.close());

const perform = async <I, O>(login: string, act: Act<I, O>, input: I): Promise<O> =>
  house.performer.perform(await house.viewerFor(login), act, input, newKey());
async function one<Row>(text: string, values: unknown[] = []): Promise<Row> {
  const [row] = await house.ownerQuery<Row>(text, values);
  assert.ok(row !== undefined, text);
  return row;
}
const as = async <T>(login: string, work: Parameters<typeof house.database.as<T>>[1]): Promise<T> =>
  house.database.as(await house.viewerFor(login), work);

const plan = (over = {}) => ({
  fromAgencyId: Number(old),
  heirId: null,
  newName: 'Probation Service, East',
  alsoIds: [] as number[],
  onDay: '2026-11-01',
  why: 'The trust ends',
  ...over,
});

test('only who has the right plans a succession, and one agency ends once', async () => {
  await assert.rejects(
    perform('senior-probation-officer', planSuccession, plan()),
    isRefused('right-missing'),
  );
  const { id } = await perform('administrator', planSuccession, plan());
  await assert.rejects(perform('scheme-manager', planSuccession, plan()), isRefused('not-allowed-now'));
  await perform('administrator', withdrawSuccession, { id, version: 1 });
  const before = await one<{ to_date: string | null }>('select to_date from agency where id = $1', [old]);
  assert.equal(before.to_date, null, 'a plan changes nothing');
});

test('records pass to an agency of the same kind and standing, and nobody plans for their own', async () => {
  const idOf = async (code: string) =>
    Number((await one<{ id: string }>('select id from agency where code = $1', [code])).id);
  const heirId = await idOf('link-workers');
  const tries = (over: object) => () =>
    perform('administrator', planSuccession, plan({ newName: null, ...over }));
  await assert.rejects(tries({ heirId }), isRefused('invalid'));
  const manager = await house.viewerFor('scheme-manager');
  await assert.rejects(
    () => perform('scheme-manager', planSuccession, plan({ newName: null, heirId: manager.agencyId })),
    isRefused('invalid'),
  );
  const east = await idOf('probation-service-east');
  await assert.rejects(
    () =>
      perform(
        'scheme-manager',
        planSuccession,
        plan({ newName: null, heirId: east, alsoIds: [manager.agencyId] }),
      ),
    isRefused('invalid'),
  );
});

/** As the scheme could have given the role another right. */
const withRight = (viewer: StaffViewer, right: string): StaffViewer => ({
  ...viewer,
  may: (asked) => asked === right || viewer.may(asked),
  facts: { ...viewer.facts, rights: `${viewer.facts.rights}${right},` },
});

test('shared out by tier and by hand; carried out step by step; access follows, and the past keeps its names', async () => {
  const crc = Number((await one<{ id: string }>(`select id from agency where code = 'link-workers'`)).id);
  const nps = Number(
    (await one<{ id: string }>(`select id from agency where code = 'probation-service-east'`)).id,
  );
  // An agreement names the successor, for two categories; those of the other eight close.
  const { id: agreement } = await one<{ id: string }>(
    `insert into agreement (scheme_id, reference, kind, title, purpose, gateway, starts_on, example, registered_by)
     select id, 'ISA-9', 'information-sharing', 'Example', 'Example', 'Example', '2020-01-01', true, $1 from scheme limit 1 returning id`,
    [trustee],
  );
  await house.ownerQuery(
    `insert into agreement_party (agreement_id, agency_id, name, categories, signed_as, signed_on, entered_by, confirmed_by)
     select $1, $2, 'East', '{identity,contacts}', 'Director', '2026-10-01', $3, id from staff where login = 'opcc-commissioner'`,
    [agreement, nps, trustee],
  );
  await house.ownerQuery('update sharing_cover set agreement_id = $1 where agency_id = $2', [agreement, old]);
  const { id } = await perform(
    'scheme-manager',
    planSuccession,
    plan({ heirId: nps, newName: null, alsoIds: [crc] }),
  );
  const [first = 0, second = 0, third = 0] = people;
  await perform('scheme-manager', shareOut, {
    id,
    version: 1,
    onDay: '2026-11-01',
    staff: [],
    services: [],
    cases: { by: 'tier', to: { '1': nps, '2': crc } },
  });
  await perform('scheme-manager', listPerson, { id, personId: third, toAgencyId: nps });
  const cases = await as('scheme-manager', (tx) => listCases(tx, id, { limit: 9, offset: 0 }));
  assert.deepEqual(
    cases.map((line) => [line.personId, line.toAgencyId === crc ? 'crc' : 'nps', line.ends, line.isListed]),
    [
      [second, 'crc', true, false],
      [first, 'nps', false, false],
      [third, 'nps', false, true],
    ],
  );
  const preview = await as('administrator', (tx) => countLines(tx, id));
  assert.deepEqual(
    await as('administrator', (tx) => listCases(tx, id, { limit: 9, offset: 0 })),
    [],
    'counts, no person',
  );
  const before = await as('scheme-manager', (tx) => splitByProvider(tx, house.schemeId, '2026-11-02'));
  assert.deepEqual(
    before.map(({ provider, leads }) => [provider, leads]),
    [['Probation Service, Norfolk and Suffolk', 3]],
  );

  const actor = await house.viewerFor('scheme-manager');
  const carry = (version: number) =>
    carryOut((act, input, key) => house.performer.perform(actor, act, input, key), {
      ...{ id, version },
      ...{ key: newKey(), hasBegun: false },
    });
  // Nobody carries out what no second person confirmed: not by the act, and not past it.
  await assert.rejects(() => carry(3), isRefused('not-allowed-now'));
  const past = () =>
    house.database.as(actor, (tx) => tx.one(sql`select succession_begin(${id}, 3, '2026-11-02')`));
  await assert.rejects(past, isRefused('right-missing'));
  const byHand = () =>
    house.database.as(actor, (tx) =>
      tx.run(sql`update agency_succession set confirmed_by = ${trustee} where id = ${id}`),
    );
  await byHand();
  assert.equal((await as('scheme-manager', (tx) => getSuccession(tx, id))).confirmedAt, null);
  await assert.rejects(
    perform('scheme-manager', confirmSuccession, { id, version: 3 }),
    isRefused('right-missing'),
  );
  const twoRoles = withRight(actor, 'agreement:manage');
  await assert.rejects(
    () => house.performer.perform(twoRoles, confirmSuccession, { id, version: 3 }, newKey()),
    isRefused('not-allowed-now'),
  );
  await perform('opcc-chief-executive', confirmSuccession, { id, version: 3 });
  // A change asks for it anew.
  await perform('scheme-manager', listPerson, { id, personId: third, toAgencyId: nps });
  await assert.rejects(() => carry(5), isRefused('not-allowed-now'));
  await perform('opcc-chief-executive', confirmSuccession, { id, version: 5 });
  await carry(6);
  const done = await as('scheme-manager', (tx) => getSuccession(tx, id));
  assert.equal(done.state, 'done');
  const moved = await as('scheme-manager', (tx) => countItems(tx, id));
  const key = (line: { what: string; toAgencyId: number; n: number }) =>
    `${line.what} ${line.toAgencyId} ${line.n}`;
  assert.deepEqual(moved.map(key).sort(), preview.map(key).sort(), 'what was shown is what moved');

  assert.equal(await sees(house, 'probation-offender-manager', first), true);
  const split = (on: string) => as('scheme-manager', (tx) => splitByProvider(tx, house.schemeId, on));
  assert.deepEqual(
    (await split('2026-10-15')).map(({ provider, leads }) => [provider, leads]),
    [['Probation Service, Norfolk and Suffolk', 3]],
  );
  const today = await one<{ day: string }>(`select current_date::text as day`);
  assert.deepEqual(
    (await split(today.day)).map(({ provider, leads }) => [provider, leads]),
    [['Probation Service, East', 2]],
  );
  assert.deepEqual(
    await house.ownerQuery(
      `select a.name, s.to_day::text from staff_agency s join agency a on a.id = s.agency_id where s.staff_id = $1 order by s.from_day`,
      [trustee],
    ),
    [
      { name: 'Probation Service, Norfolk and Suffolk', to_day: '2026-11-01' },
      { name: 'Probation Service, East', to_day: null },
    ],
  );
});

test('the heir reads what the old agency kept to itself; what lies ahead is its own, what lies behind keeps its name', async () => {
  const seen = await as('probation-offender-manager', (tx) =>
    tx.many(sql<{ state: string; agency: string }>`
      select c.state, a.name as agency from contact c join agency a on a.id = c.agency_id where c.person_id = ${people[0]} order by c.at`),
  );
  assert.deepEqual(seen, [
    { state: 'recorded', agency: 'Probation Service, Norfolk and Suffolk' },
    { state: 'planned', agency: 'Probation Service, East' },
  ]);
  // Another agency's own stays its own.
  const others = await as('police-offender-manager', (tx) =>
    tx.many(sql`select id from contact where person_id = ${people[0]}`),
  );
  assert.deepEqual(others, []);
});

test('cover goes on where an agreement names the successor, and closes elsewhere', async () => {
  assert.deepEqual(
    await house.ownerQuery(
      `select a.code, array_agg(c.category order by c.category) filter (where c.to_date is null) as open, count(*) filter (where c.to_date = '2026-11-01')::int as ended
       from sharing_cover c join agency a on a.id = c.agency_id where a.code in ('probation', 'probation-service-east') group by a.code order by a.code`,
    ),
    [
      { code: 'probation', open: null, ended: 10 },
      { code: 'probation-service-east', open: ['contacts', 'identity'], ended: 0 },
    ],
  );
  assert.deepEqual(await one('select to_date::text from agency where id = $1', [old]), {
    to_date: '2026-11-01',
  });
});
