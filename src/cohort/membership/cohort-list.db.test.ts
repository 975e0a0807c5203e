import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { addDays, londonDay } from '../../kernel/clock.ts';
import { newKey } from '../../kernel/ids.ts';
import { sessionCookie } from '../../web/session-cookie.ts';
import { reasonsForLeads } from './cohort-store.ts';
import { makeExport } from './export-acts.ts';

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
});
after(async () => {
  await server.close();
  await house.close();
});

const today = londonDay(new Date('2026-11-02T09:00:00Z'));
const get = async (login: string, url: string): Promise<string> => {
  const headers = { cookie: `${sessionCookie}=${await signInDemoPerson(house.database, login, 'test')}` };
  const { statusCode, body } = await server.inject({ method: 'GET', url, headers });
  assert.equal(statusCode, 200, body.slice(0, 300));
  return body;
};

async function contactOf(login: string, person: number, days: number, more = ['attended', 'partners']) {
  await house.ownerQuery(
    `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, note, handling, named_agencies, changed_by)
     select $1, agency_id, id, 'home', 'recorded', $3, false, $4, 'Text', $5, '{}', id from staff where id = $2`,
    [person, await staffId(house, login), `${addDays(today, -days)}T12:00:00Z`, ...more],
  );
}

const numbers = (csv: string): number[] =>
  csv
    .trim()
    .split(/\r?\n/)
    .slice(2, -1)
    .map((line) => Number(line.split(',')[0]))
    .sort((one, other) => one - other);

/** A copy is entered in the register, then downloaded. */
async function copyOf(login: string, query: string): Promise<string> {
  const viewer = await house.viewerFor(login);
  const input = { marking: 'OFFICIAL-SENSITIVE', purpose: 'A test', query, people: 0 };
  const { id } = await house.performer.perform(viewer, makeExport, input, newKey());
  return get(login, `/cohort/exports/${id}/cohort.csv`);
}

const ids = async (login: string, query: string) => numbers(await copyOf(login, query));

test('not seen for so many days, as far as the viewer may see contacts', async () => {
  const never = await addMember(house);
  const fresh = await addMember(house);
  const stale = await addMember(house);
  const absent = await addMember(house);
  const hidden = await addMember(house);
  await contactOf('police-offender-manager', fresh, 13);
  await contactOf('police-offender-manager', stale, 14);
  await contactOf('police-offender-manager', absent, 2, ['failed', 'partners']);
  await contactOf('probation-offender-manager', hidden, 1, ['attended', 'own']);
  assert.deepEqual(await ids('police-offender-manager', 'unseen=14'), [never, stale, absent, hidden]);
  assert.deepEqual(await ids('police-offender-manager', 'unseen=28'), [never, absent, hidden]);
  assert.deepEqual(await ids('probation-offender-manager', 'unseen=14'), [never, stale, absent]);

  const list = await get('police-offender-manager', '/cohort?unseen=14');
  assert.match(list, /4 of 4|1 to 4 of 4/);
  assert.match(list, /Remove this filter:<\/span> Not seen for 14 days/);
  assert.match(list, /exports\/new\?unseen=14/);
  assert.match(list, /<option value="14" selected/);
  const listed = await house.ownerQuery<{ people: string[]; detail: { unseen?: string } }>(
    `select people, detail from audit_entry where act = 'cohort:list' and kind = 'listed' order by id desc limit 1`,
  );
  assert.equal(listed[0]?.detail.unseen, '14');
  assert.deepEqual(listed[0]?.people.map(Number).sort(), [never, stale, absent, hidden].sort());
  const exported = await house.ownerQuery<{ detail: { unseen?: string } }>(
    `select detail from audit_entry where act = 'cohort:export' and kind = 'exported' order by id`,
  );
  assert.deepEqual(
    exported.map(({ detail }) => detail.unseen),
    ['14', '28', '14'],
  );
});

test('whoever may see no contacts is told that the filter is left out, and learns nothing by it', async () => {
  for (const person of await ids('scheme-manager', ''))
    await house.ownerQuery(
      `insert into access_reason (person_id, kind, post, source) values ($1, 'selection', $2, 'test')`,
      [person, `selection:${house.schemeId}`],
    );
  const all = await ids('analyst', '');
  assert.equal(all.length, 5);
  assert.deepEqual(await ids('analyst', 'unseen=14'), all);
  const page = await get('analyst', '/cohort?unseen=14');
  assert.match(page, /Not filtered by “Not seen”: your role is not shown what it rests on/);
  assert.ok(!page.includes('name="unseen"') && !page.includes('unseen=14'));
  assert.ok(!(await get('analyst', '/cohort')).includes('Not filtered by'));
  assert.match(
    await head('analyst', 'unseen=14'),
    /All whom the exporter may see,Not filtered by “Not seen”/,
  );
});

const head = async (login: string, query: string) => (await copyOf(login, query)).split('\n')[0] ?? '';

test('the first line of an export says what it is a part of', async () => {
  assert.match(await head('police-offender-manager', ''), /5 members,All whom the exporter may see\r?$/);
  const some = await head('police-offender-manager', 'unseen=14&rag=red');
  assert.match(
    some,
    /Copy COH-\d+,.*Only some of those whom the exporter may see: RAG: Red; Not seen for 14 days/,
  );
});

test('a lead is shown where the database shows it, and “None” only to whoever would be shown one', async () => {
  const [led = 0, ...others] = await ids('scheme-manager', '');
  await house.ownerQuery(
    `insert into allocation (membership_id, person_id, staff_id, agency_id, kind)
     select m.id, m.person_id, s.id, s.agency_id, 'lead' from membership m, staff s where m.person_id = $1 and s.login = $2`,
    [led, 'police-offender-manager'],
  );
  const name = (await house.viewerFor('police-offender-manager')).name;
  const cells = async (login: string): Promise<Map<number, string>> =>
    new Map(
      (await copyOf(login, ''))
        .trim()
        .split(/\r?\n/)
        .slice(2, -1)
        .map((line): [number, string] => [Number(line.split(',')[0]), line.split(',')[7] ?? '']),
    );
  const manager = await cells('scheme-manager');
  assert.equal(manager.get(led), name);
  assert.deepEqual(new Set(others.map((person) => manager.get(person))), new Set(['']));
  // The analyst has these people for selection, which shows no allocation, until the glass is broken for two of them.
  assert.deepEqual(new Set((await cells('analyst')).values()), new Set(['not shown']));
  assert.match(await get('analyst', '/cohort'), /not shown to you/);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) select p, 'break-glass', s.id, 'test' from unnest($1::bigint[]) p, staff s where s.login = 'analyst'`,
    [[led, others[0]]],
  );
  const analyst = await cells('analyst');
  assert.deepEqual([analyst.get(led), analyst.get(others[0] ?? 0)], [name, '']);
  assert.equal(analyst.get(others[1] ?? 0), 'not shown');
});

test('the reasons that show a lead are those of the policy', () => {
  const policy = readFileSync(new URL('../../access/policies/allocation.sql', import.meta.url), 'utf8');
  const kinds = /for select[^;]*\$reason\(allocation\.person_id: ([a-z -]+)\)/.exec(policy)?.[1];
  assert.equal(kinds, reasonsForLeads.join(' '));
});

test('a filter of the scheme’s own codes takes no text, which the audit would keep', async () => {
  const headers = {
    cookie: `${sessionCookie}=${await signInDemoPerson(house.database, 'scheme-manager', 'test')}`,
  };
  const answer = await server.inject({ method: 'GET', url: '/cohort?strand=Aaron%20Blythe', headers });
  assert.equal(answer.statusCode, 400);
});

test('a copy is asked for as the list is: no name into the register, and no filter that the list would refuse', async () => {
  const cookie = `${sessionCookie}=${await signInDemoPerson(house.database, 'scheme-manager', 'test')}`;
  const form = await server.inject({ method: 'GET', url: '/cohort/exports/new', headers: { cookie } });
  const csrf = /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  const make = (query: string) =>
    server.inject({
      method: 'POST',
      url: '/cohort/exports',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: csrf, _key: newKey(), query, purpose: 'A test' }).toString(),
    });
  const copies = () => house.ownerQuery<{ query: string }>('select query from export_copy order by id');
  const before = (await copies()).length;
  for (const wrong of ['unseen=abc', 'review=x', `strand=${'long'.repeat(20)}`, 'rag=zzz', 'nothing=1'])
    assert.equal((await make(wrong)).statusCode, 422, wrong);
  assert.equal((await copies()).length, before);
  assert.equal((await make('text=Johnson&rag=red&page=3')).statusCode, 303);
  assert.deepEqual((await copies()).at(-1), { query: 'rag=red' });
});
