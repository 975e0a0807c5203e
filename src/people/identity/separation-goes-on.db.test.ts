import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInDemoPerson } from '../../access/sessions.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { openTo, standingOf } from './records-for-tests.ts';
import { sayWhose, takeItemBack } from './separation-acts.ts';
import type { ItemVerdict } from './separation-rules.ts';
import { listItems } from './separation-store.ts';
import { make, separationWorld, type World } from './separation-world-for-tests.ts';

// What somebody else goes on with when a record leaves: a provider, a team that is asked, a series of appointments, a plan.

let world: World;
let server: Awaited<ReturnType<typeof serverOf>>;
let separationId = 0;
let otherId = 0;
let police: StaffViewer;
const made: Record<string, number> = {};
before(async () => {
  world = await separationWorld();
  const viewer = world.workers['police-offender-manager'];
  assert.ok(viewer !== undefined);
  police = viewer;
  for (const kind of ['tasking', 'referral', 'plan-goal', 'plan-step'])
    made[kind] = await make(world, kind, police);
  await world.house.ownerQuery(
    `update tasking set state = 'accepted', outcome = null, outcome_at = null, due_at = now() + interval '2 days', answer_by = now() where id = $1`,
    [made.tasking],
  );
  await world.house.ownerQuery(
    `with r as (update referral set state = 'started', answered_at = now(), started_at = now(),
         worker_id = (select min(s.id) from staff s where s.agency_id = provider_agency_id) where id = $1 returning *),
       s as (insert into referral_session (referral_id, person_id, agency_id, staff_id, at, minutes, state) select id, person_id, provider_agency_id, worker_id, now(), 60, 'attended' from r),
       e as (insert into referral_event (referral_id, person_id, agency_id, staff_id, what) select id, person_id, provider_agency_id, worker_id, 'start' from r)
     insert into access_reason (person_id, kind, agency_id, source) select person_id, 'referral', provider_agency_id, 'referral:' || id from r`,
    [made.referral],
  );
  separationId = await world.separate();
  otherId = (await standingOf(world.house)).S1?.person ?? 0;
  server = await serverOf(world.house);
});
after(async () => {
  await server.close();
  await world.close();
});

const path = () => `/people/${world.personId}/separations/${separationId}`;
const refusedWith = (code: string) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code;
const say = (items: string[], verdict: ItemVerdict = 'moved') =>
  world.house.performer.perform(
    police,
    sayWhose,
    { separationId, personId: world.personId, items, verdict, why: 'I saw the other one' },
    newKey(),
  );
async function takeBack(item: string): Promise<void> {
  const said = await world.house.database.as(police, (tx) => listItems(tx, separationId));
  const itemId = said.find((one) => one.item === item)?.id ?? 0;
  const input = { itemId, personId: world.personId, together: true };
  await world.house.performer.perform(police, takeItemBack, input, newKey());
}
async function visitor(login: string) {
  const cookie = `waymark_session=${await signInDemoPerson(world.house.database, login, 'test')}`;
  const get = async (url: string): Promise<string> =>
    (await server.inject({ url, headers: { cookie } })).body;
  const token = /name="_csrf" value="([^"]+)"/.exec(await get(path()))?.[1] ?? '';
  const post = (url: string, fields: [string, string][], key = newKey()) =>
    server.inject({
      method: 'POST',
      url,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams([['_csrf', token], ['_key', key], ...fields]).toString(),
    });
  return { get, post };
}
const peopleOf = async (text: string, id: number): Promise<number[]> =>
  (await world.house.ownerQuery<{ person_id: string }>(text, [id])).map((row) => Number(row.person_id));
const referralPeople = () =>
  peopleOf(
    `select person_id from referral where id = $1 union select person_id from referral_session where referral_id = $1
     union select person_id from referral_event where referral_id = $1`,
    made.referral ?? 0,
  );
/** To whom the referral is open now. */
const openOf = async (): Promise<number[]> =>
  peopleOf(
    `select person_id from access_reason where source = 'referral:' || $1::bigint and (closes_at is null or closes_at > now())`,
    made.referral ?? 0,
  );

test('what others go on with waits on Today until its agency has said whose it is', async () => {
  const officer = await visitor('police-offender-manager');
  const line = /4 things that go on about Alan Quillmarsh, who turned out to be two: say whose/;
  assert.match(await officer.get('/'), line);
  const probation = await visitor('probation-offender-manager');
  assert.doesNotMatch(
    await probation.get('/'),
    /things? that goe?s? ?on about Alan/,
    'not of another agency',
  );
  const page = await officer.get(path());
  for (const kind of Object.keys(made)) assert.match(page, new RegExp(`value="${kind} ${made[kind]}"`), kind);
  assert.match(page, /a provider has answered it, and you may not refer the other person/);
  assert.match(page, /it is still asked of somebody, and you or they may not see the other person/);
  for (const kind of ['tasking', 'referral'])
    await assert.rejects(say([`${kind} ${made[kind]}`]), refusedWith('not-allowed-now'), kind);
});

test('what must be written anew stays on Today with the way there, until somebody says that it is written', async () => {
  const officer = await visitor('police-offender-manager');
  await say([`plan-goal ${made['plan-goal']}`, `plan-step ${made['plan-step']}`], 'anew');
  const today = await officer.get('/');
  assert.match(today, /2 things about Alan Quillmarsh, who turned out to be two: write anew/);
  assert.match(today, /2 things that go on about Alan/);
  const page = await officer.get(path());
  assert.doesNotMatch(page, /Write it there/, 'they may not see the other person');
  const [written = ''] = page.match(/\/people\/\d+\/separations\/items\/\d+\/written/) ?? [];
  const done = await officer.post(written, []);
  assert.equal(done.statusCode, 303);
  assert.match(await officer.get('/'), /1 thing about Alan Quillmarsh, who turned out to be two: write anew/);
  assert.match(await officer.get(path()), /Was written anew for the other person/);
  assert.equal((await officer.post(written, [])).statusCode, 404, 'once');
  const [own] = await world.house.ownerQuery<{ id: string }>(
    `select id from separation_item where verdict = 'anew' and superseded_at is null`,
  );
  const link = await visitor('link-worker');
  const foreign = `/people/${world.personId}/separations/items/${own?.id}/written`;
  assert.equal((await link.post(foreign, [])).statusCode, 404, 'another agency’s');
});

test('a provider goes on with the other person where whoever gives the referral may see and refer them, and comes back', async () => {
  const { house, personId } = world;
  const item = `referral ${made.referral}`;
  const provider = await house.viewerFor('providers-worker');
  const sees = async (table: string): Promise<number> =>
    (
      await house.database.as(provider, (tx) =>
        tx.many(sql`select 1 from ${sql.table(table)} where person_id in (${personId}, ${otherId})`),
      )
    ).length;
  assert.deepEqual([await sees('referral'), await sees('referral_session')], [1, 1]);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'co-worker', $2, 'test')`,
    [otherId, police.staffId],
  );
  await assert.rejects(say([item]), refusedWith('not-allowed-now'), 'the other person is on no scheme');
  await house.ownerQuery(
    `insert into membership (scheme_id, person_id, state, strand, base_id, team_id, rag, statutory, joined_on, review_retention_on)
     select scheme_id, $1, 'member', strand, base_id, team_id, 'red', 'statutory', current_date, '2032-01-01' from membership where person_id = $2`,
    [otherId, personId],
  );
  await house.ownerQuery(
    `update access_reason set kind = 'break-glass', closes_at = now() + interval '4 hours' where person_id = $1 and source = 'test'`,
    [otherId],
  );
  await assert.rejects(
    say([item]),
    refusedWith('not-allowed-now'),
    'what is open for hours gives nobody more',
  );
  await house.ownerQuery(
    `update access_reason set kind = 'co-worker', closes_at = null where person_id = $1 and source = 'test'`,
    [otherId],
  );
  await say([item]);
  assert.deepEqual(await referralPeople(), [otherId]);
  assert.deepEqual(await openOf(), [otherId], 'open with the other person alone');
  assert.deepEqual([await sees('referral'), await sees('referral_session')], [1, 1], 'the provider goes on');
  await takeBack(item);
  assert.deepEqual(await referralPeople(), [personId]);
  assert.deepEqual(await openOf(), [personId]);
  const officer = await visitor('police-offender-manager');
  assert.match(await officer.get(path()), new RegExp(`href="/people/${otherId}/plan">Write it there`));
  await house.ownerQuery(`update role_right set to_date = current_date where "right" = 'referral:make'`);
  const bound = await house.viewerFor('police-offender-manager');
  assert.ok(!bound.may('referral:make'));
  await assert.rejects(
    house.performer.perform(
      bound,
      sayWhose,
      { separationId, personId, items: [item], verdict: 'moved', why: 'x' },
      newKey(),
    ),
    refusedWith('not-allowed-now'),
  );
  await house.ownerQuery(`update role_right set to_date = null where "right" = 'referral:make'`);
});

test('what is still asked of somebody goes where those asked may see the other person', async () => {
  const { house, personId } = world;
  const item = `tasking ${made.tasking}`;
  const who = () => peopleOf('select person_id from tasking where id = $1', made.tasking ?? 0);
  await house.ownerQuery(
    `update tasking set to_agency_id = (select id from agency where code = 'youth-justice') where id = $1`,
    [made.tasking],
  );
  await assert.rejects(say([item]), refusedWith('not-allowed-now'), 'nobody there may see the other person');
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, agency_id, source) select $1, 'custody', id, 'test' from agency where code = 'youth-justice'`,
    [otherId],
  );
  await say([item]);
  assert.deepEqual(await who(), [otherId]);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, agency_id, source) select $1, 'custody', id, 'test' from agency where code = 'youth-justice'`,
    [personId],
  );
  await takeBack(item);
  assert.deepEqual(await who(), [personId]);
});

test('of a series one is asked whether what lies ahead goes too: all of it with one, or one alone', async () => {
  const { house, personId } = world;
  const officer = await visitor('police-offender-manager');
  const first = await make(world, 'contact', police);
  const ahead = [await make(world, 'appointment', police), await make(world, 'appointment', police)];
  const all = [first, ...ahead];
  await house.ownerQuery(`update contact set series_id = $1, series_every = 'weekly' where id = any ($2)`, [
    first,
    all,
  ]);
  const where = async (): Promise<number[]> =>
    (
      await house.ownerQuery<{ person_id: string }>(
        'select person_id from contact where id = any ($1) order by id',
        [all],
      )
    ).map((row) => Number(row.person_id));
  const fields: [string, string][] = [
    ['items', `contact ${first}`],
    ['verdict', 'moved'],
    ['why', 'It was the other'],
  ];
  const preview = await officer.post(path(), fields);
  assert.match(preview.body, /Of the same series, and still ahead \(2\)/);
  const rest = [...preview.body.matchAll(/name="restItems" value="([^"]+)"/g)].map(
    ([, item]): [string, string] => ['restItems', item ?? ''],
  );
  assert.deepEqual(new Set(rest.map(([, item]) => item)), new Set(ahead.map((id) => `contact ${id}`)));
  const unsaid = await officer.post(path(), [...fields, ...rest, ['step', 'save']]);
  assert.equal(unsaid.statusCode, 422);
  assert.match(unsaid.body, /Say whether the appointments ahead go with it/);
  assert.deepEqual(await where(), [personId, personId, personId], 'nothing is silent');
  const key = newKey();
  const saving: [string, string][] = [...fields, ...rest, ['rest', 'with'], ['step', 'save']];
  assert.equal((await officer.post(path(), saving, key)).statusCode, 303);
  assert.deepEqual(await where(), [otherId, otherId, otherId]);
  assert.equal((await officer.post(path(), saving, key)).statusCode, 303, 'the form sent twice is one word');
  await takeBack(`contact ${first}`);
  assert.deepEqual(await where(), [personId, personId, personId], 'said together, taken back together');
  const alone = await officer.post(path(), [...fields, ...rest, ['rest', 'alone'], ['step', 'save']]);
  assert.equal(alone.statusCode, 303);
  assert.deepEqual(await where(), [otherId, personId, personId]);
  await openTo(house, otherId, 'management', 'management');
  for (const person of [personId, otherId])
    assert.equal(
      (await officer.get(`/people/${person}/contacts`)).includes('Something went wrong'),
      false,
      'both lists stand',
    );
});
