import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees } from '../../../test/support/members.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { recordContact } from '../../casework/index.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { takeBreakGlass } from './break-glass.ts';
import { framed } from './frame.ts';
import { listOwnReasons, listWhoMaySee } from './store.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const is = (code: string) => (error: WaymarkError) => error.code === code;
const take = async (login: string, identifier: string): Promise<{ personId: number }> =>
  house.performer.perform(
    await house.viewerFor(login),
    takeBreakGlass,
    { identifier, why: 'Found collapsed, needs his medication' },
    newKey(),
  );

test('emergency access opens one person for four hours, to the one who took it, and is in the audit', async () => {
  const person = await addMember(house, 'Ipswich team', 'X300001');
  const other = await addMember(house, 'Ipswich team', 'X300002');
  assert.equal(await sees(house, 'police-offender-manager', person), false);
  assert.deepEqual(await take('police-offender-manager', 'X300001'), { personId: person });
  assert.equal(await sees(house, 'police-offender-manager', person), true);
  assert.equal(await sees(house, 'police-offender-manager', other), false);
  assert.equal(await sees(house, 'pc-lucy-grange', person), false);
  const [reason] = await house.ownerQuery<{ hours: number; why: string }>(
    `select extract(epoch from closes_at - opens_at)::float / 3600 as hours, why from access_reason where person_id = $1 and kind = 'break-glass'`,
    [person],
  );
  assert.equal(reason?.hours, 4);
  assert.match(reason?.why ?? '', /medication/);
  const written = await house.ownerQuery(
    `select 1 from audit_entry where act = 'break-glass:take' and person_id = $1`,
    [person],
  );
  assert.equal(written.length, 1);
  await house.ownerQuery(
    `update access_reason set opens_at = now() - interval '5 hours', closes_at = now() - interval '1 hour' where person_id = $1 and kind = 'break-glass'`,
    [person],
  );
  assert.equal(await sees(house, 'police-offender-manager', person), false);
});

test('nobody there, and somebody kept out by the person’s list, look the same; a role without the right is refused', async () => {
  const person = await addMember(house, 'Ipswich team', 'X300003');
  const officer = await house.viewerFor('police-offender-manager');
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'declared-interest')`,
    [person, officer.staffId],
  );
  await assert.rejects(take('police-offender-manager', 'X300003'), is('not-found'));
  await assert.rejects(take('police-offender-manager', 'X399999'), is('not-found'));
  await assert.rejects(take('link-worker', 'X300003'), is('right-missing'));
  const refused = await house.ownerQuery(
    `select 1 from audit_entry where kind = 'refused' and act = 'break-glass:take'`,
  );
  assert.equal(refused.length, 3);
});

/** Counts what is asked of the database, as the transaction sees it. */
function counting(tx: Tx): { tx: Tx; count: () => number } {
  let n = 0;
  const counted = new Proxy(tx, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        n += 1;
        return (value as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
  return { tx: counted, count: () => n };
}

test('the frame takes one statement once the rules are known, and nobody without a reason gets it', async () => {
  const person = await addMember(house, 'Norwich team', 'X300004');
  const viewer = await house.viewerFor('police-offender-manager');
  const ask = { personId: person, viewer, today: '2026-11-02', path: '/people/:id' };
  await house.database.as(viewer, (tx) => framed(tx, ask, []));
  const statements = await house.database.as(viewer, async (tx) => {
    const watched = counting(tx);
    const { frame } = await framed(watched.tx, ask, []);
    assert.equal(frame.name, 'Aaron Blythe');
    assert.equal(frame.isMember, true);
    return watched.count();
  });
  assert.equal(statements, 1);
  const ipswich = await house.viewerFor('pc-liam-fenn');
  await assert.rejects(
    house.database.as(ipswich, (tx) => framed(tx, { ...ask, viewer: ipswich }, [])),
    is('not-found'),
  );
});

test('one’s own reasons are told to anybody; everybody’s only to who may see access', async () => {
  const person = await addMember(house, 'Norwich team', 'X300005');
  const viewer = await house.viewerFor('police-offender-manager');
  const own = await house.database.as(viewer, (tx) => listOwnReasons(tx, person));
  assert.deepEqual(
    own.map(({ kind, name }) => [kind, name]),
    [['team', 'Norwich team']],
  );
  const all = await house.database.as(viewer, (tx) => listWhoMaySee(tx, person));
  assert.deepEqual(all.map(({ kind }) => kind).sort(), ['management', 'team']);
  const stranger = await house.viewerFor('pc-liam-fenn');
  assert.deepEqual(await house.database.as(stranger, (tx) => listWhoMaySee(tx, person)), []);
});

test('a provider’s worker records contacts with a person referred to them, and is not told what the membership says', async () => {
  const person = await addMember(house, 'Norwich team', 'X300006');
  const worker = await house.viewerFor('providers-worker');
  const onScheme = () =>
    house.database.as(
      worker,
      async (tx) => (await tx.one(sql<{ yes: boolean }>`select is_on_scheme(${person}) as yes`)).yes,
    );
  const ask = { personId: person, viewer: worker, today: '2026-11-02', path: '/people/:id/contacts' };
  const frame = () => house.database.as(worker, (tx) => framed(tx, ask, []));
  assert.equal(await onScheme(), false, 'nobody is told of a person they do not reach');
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, agency_id, source) values ($1, 'referral', $2, 'referral:1')`,
    [person, worker.agencyId],
  );
  assert.equal(await onScheme(), true);
  const seen = await frame();
  assert.equal(seen.row.member, null);
  assert.equal(seen.frame.isMember, true);
  assert.doesNotMatch(String(seen.frame.above), /Not on the scheme|Member|fixed/);
  const { id } = await house.performer.perform(
    worker,
    recordContact,
    {
      personId: person,
      kind: 'office',
      at: '2026-11-01T10:00:00.000Z',
      outcome: 'attended',
      place: null,
      pathway: null,
      minutes: null,
      note: 'First session',
      handling: 'partners',
      namedAgencies: [],
      withStaff: [],
    },
    newKey(),
  );
  assert.ok(id > 0);
  await house.ownerQuery(
    `update membership set state = 'de-selected', left_on = '2026-11-02' where person_id = $1`,
    [person],
  );
  assert.equal(await onScheme(), false);
  assert.equal((await frame()).frame.isMember, false);
});

test('the overview shows the newest of what has been, however much is planned ahead', async () => {
  const person = await addMember(house, 'Norwich team', 'X300007');
  const viewer = await house.viewerFor('police-offender-manager');
  const sources = `($1::bigint, $2::bigint, $3::bigint)`;
  await house.ownerQuery(
    `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, note, handling)
     select v.person, v.agency, v.staff, 'office', case when n <= 30 then 'planned' else 'recorded' end,
       timestamptz '2026-11-02T08:00Z' + case when n <= 30 then n * interval '7 days' else (30 - n) * interval '1 day' end, n <= 30,
       case when n > 30 then 'attended' end, case when n > 30 then 'Noted ' || (n - 30) end, 'partners'
     from generate_series(1, 50) n, (values ${sources}) v (person, agency, staff)`,
    [person, viewer.agencyId, viewer.staffId],
  );
  const server = await serverOf(house);
  const token = await signInDemoPerson(house.database, 'police-offender-manager', 'test');
  const { body } = await server.inject({
    url: `/people/${person}`,
    headers: { cookie: `waymark_session=${token}` },
  });
  await server.close();
  assert.match(body, /What lies ahead \(30\)/);
  const noted = [...body.matchAll(/Noted (\d+)/g)].map(([, n]) => Number(n));
  assert.deepEqual(noted.slice(0, 3), [1, 2, 3]);
  assert.match(body, /The whole timeline/);
});
