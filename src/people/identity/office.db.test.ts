import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { reopenCheck, settleCheck } from './check-acts.ts';
import { type Check, listChecks } from './check-store.ts';
import { eraseChecks, lookAtChecks } from './checks.ts';
import { refreshPeople } from './link.ts';
import { askOffice } from './office-pages.ts';
import { openTo, standingOf } from './records-for-tests.ts';
import { separationWorld, type World } from './separation-world-for-tests.ts';

// Whoever works with somebody from whom a record left asks the office whom it became, and is told nothing by the program.

let world: World;
let server: Awaited<ReturnType<typeof serverOf>>;
let separationId = 0;
let otherId = 0;
before(async () => {
  world = await separationWorld();
  await world.house.ownerQuery(`update source_record set given_name = 'Zebulon' where local_id = 'S1'`);
  separationId = await world.separate();
  otherId = (await standingOf(world.house)).S1?.person ?? 0;
  await refreshPeople(world.house.database, [otherId]);
  server = await serverOf(world.house);
});
after(async () => {
  await server.close();
  await world.close();
});

const path = () => `/people/${world.personId}/separations/${separationId}`;
async function visitor(login: string) {
  const cookie = `waymark_session=${await signInDemoPerson(world.house.database, login, 'test')}`;
  const get = (url: string) => server.inject({ url, headers: { cookie } });
  const ask = async (words: string) => {
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await get(`${path()}/office`)).body)?.[1] ?? '';
    return server.inject({
      method: 'POST',
      url: `${path()}/office`,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: csrf, _key: newKey(), words }).toString(),
    });
  };
  return { get, ask };
}
const waiting = async (): Promise<Check[]> => {
  await lookAtChecks(world.house.database);
  const reviewer = await world.house.viewerFor('identity-reviewer');
  return world.house.database.as(reviewer, (tx) => listChecks(tx, 10, 0));
};

test('the page tells nothing of the other person, and asking twice looks like asking once', async () => {
  const link = await visitor('link-worker');
  const page = await link.get(path());
  assert.ok(page.body.includes(`href="${path()}/office"`));
  const form = await link.get(`${path()}/office`);
  assert.equal(form.statusCode, 200);
  for (const { body } of [page, form]) {
    assert.doesNotMatch(body, /Zebulon/);
    assert.ok(!body.includes(`/people/${otherId}`));
  }
  const empty = await link.ask(' ');
  assert.equal(empty.statusCode, 422);
  assert.match(empty.body, /Say how you work with them/);
  const visit = 'I visit somebody at the hostel';
  const [first, second] = [await link.ask(visit), await link.ask(visit)];
  assert.deepEqual([first.statusCode, second.statusCode], [303, 303]);
  assert.equal(first.headers.location, second.headers.location);
  assert.equal((await link.get(path())).body.includes('Zebulon'), false);
  const [check, ...more] = await waiting();
  assert.deepEqual(more, [], 'the office hears of it once');
  assert.deepEqual(
    [check?.made, check?.words, check?.matches.map(({ record }) => record)],
    ['separation', visit, [world.recordId]],
  );
  const third = await link.ask('And at the library');
  assert.deepEqual([third.statusCode, third.headers.location], [303, first.headers.location]);
  assert.deepEqual(
    (await waiting()).map(({ words }) => words).sort(),
    ['And at the library', visit],
    'other words are not lost',
  );
  await world.house.ownerQuery(`delete from identity_check where words = 'And at the library'`);
  const asker = await world.house.viewerFor('link-worker');
  await assert.rejects(
    world.house.database.as(asker, (tx) => tx.many(sql`select id from identity_check`)),
    /denied|not allow/,
    'whoever asks cannot read what is kept of it',
  );
});

test('the office reads who asks and why beside the record that left, answers in its own words, and may be asked again', async () => {
  const { house } = world;
  const office = await visitor('identity-reviewer');
  const [check] = await waiting();
  const id = check?.id ?? 0;
  assert.match((await office.get('/identity/checks')).body, /I visit somebody at the hostel/);
  const page = (await office.get(`/identity/checks/${id}`)).body;
  assert.match(page, /The record that left: Zebulon Quillmarsh/);
  assert.match(page, /They work with them: it was arranged/);
  assert.doesNotMatch(page, /It is one of these|Typed name/);
  const reviewer = await house.viewerFor('identity-reviewer');
  const settle = { id, version: check?.version ?? 0, outcome: 'is-them', why: 'Nominated' } as const;
  await house.performer.perform(reviewer, settleCheck, settle, newKey());
  assert.match((await office.get('/identity/checks')).body, /They work with them: it was arranged/);
  const link = await visitor('link-worker');
  await link.ask('I still cannot see them');
  assert.equal((await waiting()).length, 1);
  await assert.rejects(
    house.performer.perform(reviewer, reopenCheck, { id, version: settle.version + 1 }, newKey()),
    (error) => error instanceof WaymarkError && error.code === 'stale-version',
    'one asking of one person waits at a time',
  );
  await house.ownerQuery(`update identity_check set settled_at = now() - interval '8 days' where id = $1`, [
    id,
  ]);
  assert.equal(await eraseChecks(house.database), 1);
  const [kept] = await house.ownerQuery('select words from identity_check where id = $1', [id]);
  assert.deepEqual(kept, { words: null });
});

test('nobody asks of a separation that they may not see, of one that is over, or of whom they see', async () => {
  const { house, personId } = world;
  const input = { personId, separationId, words: 'Who is it?' };
  const stranger = await house.viewerFor('youth-justice-officer');
  await assert.rejects(
    house.performer.perform(stranger, askOffice, input, newKey()),
    (error) => error instanceof WaymarkError && error.code === 'not-found',
  );
  await assert.rejects(
    house.database.as(stranger, (tx) =>
      tx.run(sql`insert into identity_check (scheme_id, agency_id, staff_id, made, made_id, words)
        values (${stranger.schemeId}, ${stranger.agencyId}, ${stranger.staffId}, 'separation', ${separationId}, 'x')`),
    ),
    /row-level security|not allow/,
  );
  const worker = await house.viewerFor('link-worker');
  for (const [made, family] of [
    ['separation', 'Quillmarsh'],
    [null, 'Quillmarsh'],
  ])
    await assert.rejects(
      house.database.as(worker, (tx) =>
        tx.run(sql`insert into identity_check (scheme_id, agency_id, staff_id, family_name, made, made_id, words)
          values (${worker.schemeId}, ${worker.agencyId}, ${worker.staffId}, ${family}, ${made}, ${made === null ? null : separationId}, 'x')`),
      ),
      /row-level security|not allow/,
      'words of one’s own are for a separation, and go without a name',
    );
  await openTo(house, otherId, 'management', 'management');
  const manager = await visitor('scheme-manager');
  assert.equal((await manager.get(`${path()}/office`)).statusCode, 303, 'they see the other person');
  assert.ok(!(await manager.get(path())).body.includes(`${path()}/office`));
  await house.ownerQuery('update separation set ended_at = now() where id = $1', [separationId]);
  assert.deepEqual(await waiting(), [], 'it has come back: nobody asks any more');
  const link = await house.viewerFor('link-worker');
  await assert.rejects(
    house.performer.perform(link, askOffice, input, newKey()),
    (error) => error instanceof WaymarkError && error.code === 'not-allowed-now',
  );
});
