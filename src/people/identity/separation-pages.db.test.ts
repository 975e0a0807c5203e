import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { signInDemoPerson } from '../../access/sessions.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { listOwnTold, listTold } from './separation-store.ts';
import {
  itemMade,
  kindsMade,
  logins,
  make,
  seesKind,
  separationWorld,
  type World,
} from './separation-world-for-tests.ts';

// The list of a separation as it answers over HTTP: everything once, to whom it belongs; several answered at once; and who
// is told again.

let world: World;
let server: Awaited<ReturnType<typeof serverOf>>;
let separationId = 0;
let path = '';
before(async () => {
  world = await separationWorld();
  await readBriefing();
  separationId = await world.separate();
  path = `/people/${world.personId}/separations/${separationId}`;
  server = await serverOf(world.house);
});
after(async () => {
  await server.close();
  await world.close();
});

const staffOf = async (login: string): Promise<number> => (await world.house.viewerFor(login)).staffId;

/** A briefing that showed the person since the record came, and one from before that: read by one each. */
async function readBriefing(): Promise<void> {
  const { house, personId } = world;
  const released = async (daysAgo: number, reader: string): Promise<void> => {
    await house.ownerQuery(
      `with b as (insert into briefing (scheme_id, agency_id, area, area_name, area_kind, team_id, from_at, until_at, state, made_by, released_by, released_at)
         select $1, s.agency_id, 'x', 'X', 'shift', (select min(id) from team), now() - make_interval(days => $3), now() + interval '8 hours', 'released', s.id, s.id,
           now() - make_interval(days => $3) from staff s where s.login = 'sgt-robert-aldous' returning id),
       i as (insert into briefing_item (briefing_id, person_id) select b.id, $2 from b)
       insert into briefing_reader (briefing_id, staff_id, first_at, last_at) select b.id, $4, now(), now() from b`,
      [house.schemeId, personId, daysAgo, await staffOf(reader)],
    );
  };
  await released(2, 'front-line-officer');
  await released(12, 'front-line-officer-2');
}

async function visitor(login: string) {
  const cookie = `waymark_session=${await signInDemoPerson(world.house.database, login, 'test')}`;
  const get = async (url: string): Promise<string> => {
    const answer = await server.inject({ url, headers: { cookie } });
    assert.equal(answer.statusCode, 200, `${login} at ${url}: ${answer.statusCode}`);
    return answer.body;
  };
  const token = /name="_csrf" value="([^"]+)"/.exec(await get(path))?.[1] ?? '';
  const post = (url: string, fields: [string, string][]) =>
    server.inject({
      method: 'POST',
      url,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams([['_csrf', token], ['_key', newKey()], ...fields]).toString(),
    });
  return { get, post };
}

const times = (body: string, item: string): number => body.split(`value="${item}"`).length - 1;

/** How many things of others the page says that there are. */
function othersTold(body: string): number {
  const list = /For others to look at<\/h3>[\s\S]*?<ul[^>]*>([\s\S]*?)<\/ul>/.exec(body)?.[1] ?? '';
  return [...list.matchAll(/\((\d+)\)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
}

test('property: whatever there is, the list names each thing once to the agency that owns it, and tells others only that it is there', async () => {
  const made: { item: string; kind: string; agencyId: number }[] = [];
  const written = logins.flatMap((by) =>
    kindsMade.filter((kind) => seesKind(by, kind)).map((kind) => ({ kind, by })),
  );
  const drawn = fc.array(fc.constantFrom(...written), { minLength: 1, maxLength: 8 });
  const visitors = new Map(
    await Promise.all(logins.map(async (login) => [login, await visitor(login)] as const)),
  );
  await fc.assert(
    fc.asyncProperty(drawn, async (things) => {
      for (const { kind, by } of things) {
        const viewer = world.workers[by];
        assert.ok(viewer !== undefined);
        const item = itemMade(kind, await make(world, kind, viewer));
        made.push({ kind, item, agencyId: viewer.agencyId });
      }
      for (const login of logins) {
        const body = (await visitors.get(login)?.get(path)) ?? '';
        const own = world.workers[login]?.agencyId;
        for (const { item, kind, agencyId } of made)
          assert.equal(
            times(body, item),
            agencyId === own && seesKind(login, kind) ? 1 : 0,
            `${login}: ${item} (${kind})`,
          );
        const others = made.filter(({ kind, agencyId }) => agencyId !== own && seesKind(login, kind));
        assert.equal(othersTold(body), others.length, login);
        assert.doesNotMatch(body, /victim(?!s is not listed)/i);
      }
    }),
    { numRuns: 8 },
  );
  const agencies = new Set(made.map(({ agencyId }) => agencyId));
  assert.ok(agencies.size > 1, 'several agencies wrote something');
});

test('several are answered at once: what would go is shown first, then it goes, and all of it is taken back', async () => {
  const login = 'police-offender-manager';
  const viewer = world.workers[login];
  assert.ok(viewer !== undefined);
  const flags = [
    await make(world, 'risk-flag', viewer),
    await make(world, 'risk-flag', viewer),
    await make(world, 'risk-flag', viewer),
  ];
  const goal = await make(world, 'plan-goal', viewer);
  const officer = await visitor(login);
  const wrong = await officer.post(path, [
    ['items', `risk-flag ${flags[0]}`],
    ['items', `plan-goal ${goal}`],
    ['verdict', 'moved'],
    ['why', 'Seen'],
  ]);
  assert.equal(wrong.statusCode, 200, 'one tick that does not fit refuses itself alone');
  assert.match(wrong.body, /Check before you save one answer/);
  assert.match(
    wrong.body,
    /Needs and goals, left out:<\/strong>[\s\S]*Goal: “A job”<\/a>, because it does not go as it is/,
  );
  const changing = await officer.post(path, [
    ['items', `risk-flag ${flags[0]}`],
    ['left', `plan-goal ${goal}`],
    ['verdict', 'moved'],
    ['why', 'Seen'],
    ['step', 'change'],
  ]);
  for (const ticked of [`risk-flag ${flags[0]}`, `plan-goal ${goal}`])
    assert.match(changing.body, new RegExp(`value="${ticked}"[^>]*checked`), 'what was ticked is kept');
  const alone = await officer.post(path, [
    ['items', `plan-goal ${goal}`],
    ['verdict', 'moved'],
    ['why', 'Seen'],
  ]);
  assert.equal(alone.statusCode, 422);
  assert.match(alone.body, /id="items-plan-goal-error"/);
  assert.match(alone.body, /href="#items-plan-goal">[^<]*Goal: “A job”: it does not go as it is/);
  assert.ok((await officer.get(path)).includes(`/plan#goal-${goal}"`), 'a goal leads to itself');
  const late = await officer.post(path, [
    ['items', `risk-flag ${flags[0]}`],
    ['items', `plan-goal ${goal}`],
    ['verdict', 'moved'],
    ['why', 'Seen'],
    ['step', 'save'],
  ]);
  assert.equal(late.statusCode, 422, 'what is saved is what was seen');
  assert.match(late.body, /Not all of these have this answer any more/);
  const foreign = await officer.post(path, [
    ['items', 'risk-flag 999999'],
    ['verdict', 'stays'],
    ['why', 'x'],
    ['step', 'save'],
  ]);
  assert.equal(foreign.statusCode, 422);
  const fields: [string, string][] = [
    ['items', 'all risk-flag'],
    ['verdict', 'moved'],
    ['why', 'I saw the other one'],
  ];
  const preview = await officer.post(path, fields);
  assert.equal(preview.statusCode, 200);
  assert.match(preview.body, /Nothing has changed yet/);
  const named = [...preview.body.matchAll(/name="items" value="([^"]+)"/g)].map(([, item]) => item ?? '');
  for (const flag of flags) assert.ok(named.includes(`risk-flag ${flag}`));
  const here = async (): Promise<number> =>
    (await world.house.ownerQuery('select id from risk_flag where person_id = $1', [world.personId])).length;
  assert.ok((await here()) >= 3, 'looking moves nothing');
  const saving: [string, string][] = [
    ...named.map((item): [string, string] => ['items', item]),
    ['verdict', 'moved'],
    ['why', 'I saw the other one'],
    ['step', 'save'],
  ];
  assert.equal((await officer.post(path, saving)).statusCode, 303);
  const others = await world.house.ownerQuery(
    'select id from risk_flag where person_id = $1 and agency_id = $2',
    [world.personId, viewer.agencyId],
  );
  assert.deepEqual(others, []);
  const said = await officer.get(path);
  assert.match(said, new RegExp(`Take all ${named.length} back`));
  const back =
    /action="([^"]*\/take-back)"[^>]*>(?:(?!<\/form>)[\s\S])*name="together"/.exec(said)?.[1] ?? '';
  assert.equal((await officer.post(back, [['together', 'yes']])).statusCode, 303);
  assert.ok((await here()) >= 3);
});

test('a decision waits on Today until somebody of the agency that made it says that it was decided again', async () => {
  const manager = world.workers['scheme-manager'];
  assert.ok(manager !== undefined);
  const decision = await make(world, 'panel-decision', manager);
  const visit = await visitor('scheme-manager');
  const line = /(\d+) decisions? about Alan Quillmarsh, who turned out to be two/;
  const waiting = Number(line.exec(await visit.get('/'))?.[1]);
  assert.ok(waiting >= 1);
  const refused = await visit.post(path, [
    ['items', `panel-decision ${decision}`],
    ['verdict', 'moved'],
    ['why', 'x'],
  ]);
  assert.equal(refused.statusCode, 422);
  for (const [kind, verdict] of [
    ['panel-decision', 'decided'],
    ['rating', 'stays'],
    ['nomination', 'decided'],
  ] as const) {
    await make(world, kind, manager);
    assert.match(await visit.get('/'), line);
    const done = await visit.post(path, [
      ['items', `all ${kind}`],
      ['verdict', verdict],
      ['why', 'Asked again'],
      ['step', 'save'],
    ]);
    assert.equal(done.statusCode, 303, kind);
  }
  assert.doesNotMatch(await visit.get('/'), line);
});

test('readers of a briefing that showed the person meanwhile are told again, and of an earlier one not', async () => {
  const manager = world.workers['scheme-manager'];
  assert.ok(manager !== undefined);
  const told = await world.house.database.as(manager, (tx) => listTold(tx, separationId));
  const reader = await world.house.viewerFor('front-line-officer');
  const earlier = await world.house.viewerFor('front-line-officer-2');
  const maker = await world.house.viewerFor('sgt-robert-aldous');
  const how = (name: string) => told.find(({ staff }) => staff === name)?.how;
  assert.deepEqual(how(reader.name), ['briefing']);
  assert.deepEqual(how(maker.name), ['briefing'], 'whoever made it mends it');
  assert.equal(how(earlier.name), undefined);
  const [own] = await world.house.database.as(reader, (tx) => listOwnTold(tx, reader.staffId));
  assert.deepEqual([own?.id, own?.personId], [separationId, null], 'without a name');
  const notices = await world.house.database.as(reader, (tx) =>
    tx.many(sql<{ personId: number | null }>`
      select person_id as "personId" from notice where staff_id = ${reader.staffId} and kind = 'identity-separated'`),
  );
  assert.deepEqual(notices, [{ personId: null }]);
});

test('two contacts of one day are told apart, one’s own also when it has gone, and no other agency sees a word of them', async () => {
  const login = 'police-offender-manager';
  const viewer = world.workers[login];
  assert.ok(viewer !== undefined);
  const written = [await make(world, 'contact', viewer), await make(world, 'contact', viewer)];
  const [early, late] = written;
  await world.house.ownerQuery(
    `update contact set at = (current_date - 2) + time '09:05', note = E'Met by the quay\nSecond line' where id = $1`,
    [early],
  );
  await world.house.ownerQuery(`update contact set at = (current_date - 2) + time '16:40' where id = $1`, [
    late,
  ]);
  const officer = await visitor(login);
  const list = await officer.get(path);
  assert.match(
    list,
    new RegExp(`Contact at \\d\\d:05: [^<]*, attended, by ${viewer.name}: “Met by the quay”`),
  );
  assert.match(list, /Contact at \d\d:40: [^<]*, attended, by /);
  assert.doesNotMatch(list, /Second line/);
  const other = await visitor('probation-offender-manager');
  assert.doesNotMatch(await other.get(path), /Met by the quay/);
  const saved = await officer.post(path, [
    ...written.map((id): [string, string] => ['items', `contact ${id}`]),
    ['verdict', 'moved'],
    ['why', 'It was the other'],
    ['step', 'save'],
  ]);
  assert.equal(saved.statusCode, 303);
  const gone = await officer.get(path);
  assert.match(gone, /Contact at \d\d:05: [^<]*, by you; it is with the other person now/);
  assert.match(gone, /Contact at \d\d:40: [^<]*, by you; it is with the other person now/);
  assert.match(gone, /Take back<span class="govuk-visually-hidden">: [^<]*Contact at \d\d:05/);
  assert.doesNotMatch(await other.get(path), /\d\d:05/);
  const goneTo = (by: StaffViewer) =>
    world.house.database.as(by, (tx) =>
      tx.many(sql<{ id: number }>`select id from contacts_own_gone(${separationId})`),
    );
  assert.deepEqual((await goneTo(viewer)).map(({ id }) => id).sort(), [...written].sort());
  for (const one of ['probation-offender-manager', 'link-worker', 'scheme-manager'] as const) {
    const not = world.workers[one];
    assert.ok(not !== undefined);
    assert.deepEqual(await goneTo(not), [], one);
  }
});

test('headings say what the rows below them say, and what was left out is named before anything is saved', async () => {
  const login = 'probation-offender-manager';
  const viewer = world.workers[login];
  assert.ok(viewer !== undefined);
  await world.house.ownerQuery('delete from separation_item where agency_id = $1', [viewer.agencyId]);
  for (let count = 0; count < 3; count += 1) {
    const contact = await make(world, 'contact', viewer);
    const failure = await make(world, 'enforcement-case', viewer);
    await world.house.ownerQuery('update enforcement_case set contact_id = $1 where id = $2', [
      contact,
      failure,
    ]);
  }
  await world.house.ownerQuery(
    `delete from contact c where c.agency_id = $1 and c.person_id = $2 and not exists (select 1 from enforcement_case k where k.contact_id = c.id)`,
    [viewer.agencyId, world.personId],
  );
  const rating = await make(world, 'rating', viewer);
  const officer = await visitor(login);
  assert.match(await officer.get(path), /None of these goes as it is/);
  const preview = await officer.post(path, [
    ['items', 'all contact'],
    ['items', `rating ${rating}`],
    ['verdict', 'decided'],
    ['why', 'Asked again'],
  ]);
  assert.equal(preview.statusCode, 200);
  assert.match(
    preview.body,
    /Contacts and appointments: \d+ were left out<\/strong>, because it is no decision/,
  );
  assert.match(preview.body, /Check before you save one answer/);
});

test('a contact from before the record came is offered apart and can be given, and other kinds from then are not', async () => {
  const login = 'probation-offender-manager';
  const viewer = world.workers[login];
  assert.ok(viewer !== undefined);
  const earlier = await make(world, 'contact', viewer);
  const flag = await make(world, 'risk-flag', viewer);
  await world.house.ownerQuery(`update contact set at = now() - interval '4 years' where id = $1`, [earlier]);
  await world.house.ownerQuery(
    `update risk_flag set recorded_at = now() - interval '4 years' where id = $1`,
    [flag],
  );
  const officer = await visitor(login);
  const list = await officer.get(path);
  assert.match(list, /From before the record came \(\d+\)/);
  assert.equal(times(list, `contact ${earlier}`), 1);
  assert.equal(times(list, `risk-flag ${flag}`), 0);
  const answer: [string, string][] = [
    ['items', `contact ${earlier}`],
    ['verdict', 'moved'],
    ['why', 'It was the other all along'],
  ];
  const preview = await officer.post(path, answer);
  assert.match(preview.body, /You will not see these any more: contacts and appointments \(1\)/);
  assert.equal((await officer.post(path, [...answer, ['step', 'save']])).statusCode, 303);
  const whose = async () =>
    (await world.house.ownerQuery('select person_id from contact where id = $1', [earlier]))[0]?.person_id;
  assert.notEqual(Number(await whose()), world.personId);
  const back = /action="([^"]*\/take-back)"/.exec(await officer.get(path))?.[1] ?? '';
  assert.equal((await officer.post(back, [])).statusCode, 303);
  assert.equal(Number(await whose()), world.personId);
});
