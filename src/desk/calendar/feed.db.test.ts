import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import ICAL from 'ical.js';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { serve } from '../../../test/support/served.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { correctContact, recordContact, withdrawContact } from '../../casework/contacts/acts.ts';
import type { ContactInput } from '../../casework/contacts/types.ts';
import { sql } from '../../kernel/database.ts';
import { newKey, newToken, sha256 } from '../../kernel/ids.ts';
import { makeFeed, revokeFeed } from './feed-acts.ts';

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  site = await serve(house);
});
after(async () => {
  await site?.close();
  await house?.close();
});

const login = 'police-offender-manager';

async function newFeed(
  shows: { kind: boolean; place: boolean } = { kind: false, place: false },
): Promise<string> {
  const officer = await house.viewerFor(login);
  const token = newToken();
  await house.performer.perform(
    officer,
    makeFeed,
    { tokenSha256: sha256(token), role: officer.role, showsKind: shows.kind, showsPlace: shows.place },
    newKey(),
  );
  return token;
}

const planned = (personId: number, more: Partial<ContactInput> = {}): ContactInput => ({
  personId,
  kind: 'home',
  at: '2026-11-05T10:00:00.000Z',
  outcome: null,
  place: null,
  pathway: null,
  minutes: null,
  note: 'Bring the letter: heliotrope',
  handling: 'own',
  namedAgencies: [],
  withStaff: [],
  ...more,
});

const plan = async (personId: number, more: Partial<ContactInput> = {}): Promise<number> =>
  (
    await house.performer.perform(
      await house.viewerFor(login),
      recordContact,
      planned(personId, more),
      newKey(),
    )
  ).id;

const get = (token: string): Promise<Response> => fetch(`${site.base}/calendar-feed/${token}.ics`);

interface ReadEvent {
  uid: string;
  summary: string;
  location: string;
  start: string;
  status: string;
  sequence: number;
}

async function read(token: string): Promise<{ text: string; events: ReadEvent[] }> {
  const answer = await get(token);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/calendar/);
  const text = await answer.text();
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      location: event.location ?? '',
      start: event.startDate.toJSDate().toISOString(),
      status: String(component.getFirstPropertyValue('status')),
      sequence: event.sequence,
    };
  });
  return { text, events };
}

test('a calendar program reads times, and neither name nor number nor note', async () => {
  const person = await addMember(house, 'Norwich team', 'X999001');
  await plan(person, { place: 'Blythe’s flat, Mill Lane' });
  const { text, events } = await read(await newFeed());
  assert.equal(events.length, 1);
  assert.equal(events[0]?.summary, 'Waymark appointment');
  assert.equal(events[0]?.location, '');
  for (const secret of ['Blythe', 'Aaron', 'X999001', 'heliotrope', 'Mill Lane', `people/${person}`])
    assert.ok(!text.includes(secret), secret);
  await house.ownerQuery(`update contact set state = 'withdrawn', changed_at = now() - interval '40 days'`);
});

test('kind and place are told by choice, of places those that the scheme has listed and nothing typed', async () => {
  const person = await addMember(house);
  const places = [
    'St Edmund’s Hall',
    ' King’s Lynn satellite office ',
    'AARON Blythe, Mill Lane',
    'A.Blythe’s, Mill Lane',
    'Blythes, 4 Mill Lane',
    'King’s Lynn satellite office, for Aaron',
    'St Edmund’s Hall (Aaronblythe)',
  ];
  for (const [index, place] of places.entries())
    await plan(person, { place, at: `2026-11-0${index + 3}T15:00:00.000Z` });
  const { events } = await read(await newFeed({ kind: true, place: true }));
  assert.deepEqual(
    events.map(({ summary, location }) => [summary, location]),
    [
      ['Waymark appointment: Home visit', "St Edmund's Hall"],
      ['Waymark appointment: Home visit', 'King’s Lynn satellite office'],
      ...places.slice(2).map(() => ['Waymark appointment: Home visit', '']),
    ],
  );
  await house.ownerQuery(`update contact set state = 'withdrawn', changed_at = now() - interval '40 days'`);
});

test('a change keeps its id, a withdrawal is a cancellation, and a new address has the same ids', async () => {
  const person = await addMember(house);
  const id = await plan(person);
  const officer = await house.viewerFor(login);
  const token = await newFeed();
  const [first] = (await read(token)).events;
  await house.performer.perform(
    officer,
    correctContact,
    { ...planned(person, { at: '2026-11-09T14:30:00.000Z' }), id, version: 1 },
    newKey(),
  );
  const [moved] = (await read(token)).events;
  assert.equal(moved?.uid, first?.uid);
  assert.equal(moved?.start, '2026-11-09T14:30:00.000Z');
  assert.ok((moved?.sequence ?? 0) > (first?.sequence ?? 0));
  const renewed = await newFeed();
  assert.equal((await get(token)).status, 404, 'the old address opens nothing');
  assert.equal((await read(renewed)).events[0]?.uid, first?.uid);
  await house.performer.perform(
    officer,
    withdrawContact,
    { id, personId: person, version: 2, why: 'Not needed' },
    newKey(),
  );
  const [gone] = (await read(renewed)).events;
  assert.deepEqual([gone?.uid, gone?.status], [first?.uid, 'CANCELLED']);
  await house.ownerQuery(`update contact set changed_at = now() - interval '40 days'`);
});

test('with the reason for a person goes the appointment; with the role or the post the whole calendar', async () => {
  const person = await addMember(house);
  await plan(person);
  const token = await newFeed();
  assert.equal((await read(token)).events.length, 1);
  const officer = await house.viewerFor(login);
  await house.ownerQuery(`update access_reason set excluded_staff = array[$2::bigint] where person_id = $1`, [
    person,
    officer.staffId,
  ]);
  assert.equal((await read(token)).events.length, 0);
  await house.ownerQuery(
    `update access_reason set excluded_staff = '{}', closes_at = now() where person_id = $1`,
    [person],
  );
  assert.equal((await read(token)).events.length, 0);
  await house.ownerQuery(`update staff_role set to_date = current_date where staff_id = $1`, [
    officer.staffId,
  ]);
  assert.equal((await get(token)).status, 404);
  await house.ownerQuery(`update staff_role set to_date = null where staff_id = $1`, [officer.staffId]);
  await house.ownerQuery(`update staff set to_date = current_date where id = $1`, [officer.staffId]);
  assert.equal((await get(token)).status, 404);
  await house.ownerQuery(`update staff set to_date = null where id = $1`, [officer.staffId]);
  await house.performer.perform(await house.viewerFor(login), revokeFeed, {}, newKey());
  assert.equal((await get(token)).status, 404);
});

test('the address that is shown has the name that was set, or the loopback, whatever the request calls the site', async () => {
  const session = await signInDemoPerson(house.database, login, 'test');
  const shown = async (publicUrl: string | undefined): Promise<string | undefined> => {
    const server = await serverOf({
      ...house,
      config: { ...house.config, ...(publicUrl === undefined ? {} : { WAYMARK_PUBLIC_URL: publicUrl }) },
    });
    const asked = { cookies: { waymark_session: session }, headers: { host: 'evil.example' } };
    const page = await server.inject({ url: '/settings/calendar', ...asked });
    const token = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const made = await server.inject({
      method: 'POST',
      url: '/settings/calendar',
      ...asked,
      headers: { ...asked.headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: token, _key: newKey() }).toString(),
    });
    await server.close();
    assert.equal(made.statusCode, 200, made.body);
    assert.ok(!made.body.includes('evil.example'));
    return /data-copy="address">(.*?)\/calendar-feed\//.exec(made.body)?.[1];
  };
  assert.equal(await shown('https://waymark.example.org/'), 'https://waymark.example.org');
  assert.equal(await shown(undefined), 'http://127.0.0.1');
});

test('a wrong address is a page that is not there, whatever it looks like', async () => {
  for (const token of [newToken(), 'x', 'a'.repeat(43), `${newToken()}x`, '..%2f..%2fetc'])
    assert.equal((await get(token)).status, 404, token);
});

test('each reading is an export in the audit, and the secret is nowhere in the database', async () => {
  const token = await newFeed();
  await read(token);
  const [entry] = await house.ownerQuery<{ kind: string; service: string; detail: { staff: number } }>(
    `select kind, service, detail from audit_entry where act = 'calendar-feed:read' order by id desc limit 1`,
  );
  const officer = await house.viewerFor(login);
  assert.deepEqual(
    [entry?.kind, entry?.service, entry?.detail.staff],
    ['exported', 'calendar', officer.staffId],
  );
  for (const table of ['act_key', 'audit_entry', 'outbox', 'row_history', 'rate_count', 'calendar_feed']) {
    const [found] = await house.ownerQuery<{ n: number }>(
      `select count(*)::int as n from ${table} t where to_jsonb(t)::text like '%' || $1 || '%'`,
      [token],
    );
    assert.equal(found?.n, 0, table);
  }
});

test('the functions answer the calendar service alone, and the service has nothing but them', async () => {
  const officer = await house.viewerFor(login);
  const hash = sha256(await newFeed());
  for (const call of [
    sql`select * from calendar_feed_of(decode(${hash}, 'hex'))`,
    sql`select * from calendar_feed_events(decode(${hash}, 'hex'), now(), now())`,
  ])
    await assert.rejects(
      house.database.as(officer, (tx) => tx.many(call)),
      isRefused('right-missing'),
    );
  const service = serviceViewer('calendar');
  for (const table of [sql`contact`, sql`person`, sql`calendar_feed`, sql`access_reason`])
    await assert.rejects(
      house.database.as(service, (tx) => tx.many(sql`select 1 from ${table}`)),
      isRefused('right-missing'),
    );
  assert.ok(testNow);
});
