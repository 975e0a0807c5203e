import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { findViewer, signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { linkRecords } from '../../people/identity/link.ts';
import { bringIn, openTo, standingOf } from '../../people/identity/records-for-tests.ts';
import { csrfToken } from '../../web/csrf.ts';
import { type NominateInput, nominate } from './nomination-acts.ts';

// What a nomination's pages say and keep, by the server and without a browser.

let house: TestHouse;
let server: FastifyInstance;
let member = 0;
let known = 0;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  await bringIn(house.database, [
    {
      agency: 'norfolk-police',
      format: 'police-nominals',
      localId: 'N1',
      given: 'Brian',
      family: 'Tolland',
      born: '1985-02-03',
    },
  ]);
  await linkRecords(house.database, { now: testNow });
  known = (await standingOf(house)).N1?.person ?? 0;
  await openTo(house, known, 'management', 'management');
  member = await addMember(house);
});
after(async () => {
  await server.close();
  await house.close();
});

const form = {
  kind: 'agency',
  given: 'Ann',
  family: 'Quill',
  born: '1978',
  identifier: 'X000001',
  why: 'Often seen\n“at night”',
  evidence: 'Our <b>notes</b>',
  hoped: 'A plan',
};
const visit = async (login: string, url: string, fields?: Record<string, string>) =>
  inSession(await signInDemoPerson(house.database, login, 'test'), url, fields);
async function inSession(session: string, url: string, fields?: Record<string, string>) {
  const token = csrfToken((await findViewer(house.database, session, 'test'))?.csrfSecret ?? '');
  return server.inject({
    method: fields === undefined ? 'GET' : 'POST',
    url,
    cookies: { waymark_session: session },
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    ...(fields === undefined
      ? {}
      : { payload: new URLSearchParams({ _csrf: token, _key: randomUUID(), ...fields }).toString() }),
  });
}
const mainOf = (body: string): string => /<main[\s\S]*<\/main>/.exec(body)?.[0] ?? '';
const send = (more: Record<string, string>, login = 'link-worker') =>
  visit(login, '/cohort/nominations', { ...form, ...more });
const keptIn = (body: string): void => {
  for (const text of ['value="Quill"', 'value="X000001"', 'Our &lt;b&gt;notes&lt;/b&gt;', '“at night”'])
    assert.ok(body.includes(text), text);
};

test('a name or a text that is too long shows the form again, with every word of it and the limit', async () => {
  for (const [field, length, limit] of [
    ['given', 101, '100'],
    ['evidence', 6300, '4,000'],
  ] as const) {
    const { statusCode, body } = await send({ [field]: 'z'.repeat(length) });
    assert.equal(statusCode, 422);
    assert.match(body, new RegExp(`Use ${limit} characters or fewer: there are`));
    assert.ok(body.includes('z'.repeat(length)));
    for (const text of ['value="Quill"', 'value="1978"', 'value="X000001"', '“at night”'])
      assert.ok(body.includes(text), text);
  }
});

test('what was sent and refused is what they come back to, and starting again empties the form', async () => {
  const session = await signInDemoPerson(house.database, 'link-worker', 'test');
  await inSession(session, '/drafts/nomination:new', { ...form, why: 'The words of before' });
  const { statusCode } = await inSession(session, '/cohort/nominations', {
    ...form,
    _draft: 'nomination:new',
    hoped: '',
    why: 'The words that were sent',
  });
  assert.equal(statusCode, 422);
  const back = mainOf((await inSession(session, '/cohort/nominations/new')).body);
  assert.match(back, /The words that were sent/);
  assert.doesNotMatch(back, /The words of before/);
  assert.match(back, /name="_draft" value="nomination:new"/);
  // Nothing of it is the words of the server: its token and key are not kept.
  const [kept] = await house.ownerQuery<{ names: string[] }>(
    `select array(select jsonb_object_keys(body)) as names from draft where form = 'nomination:new'`,
  );
  assert.deepEqual(
    kept?.names.filter((name) => name.startsWith('_')),
    [],
  );
  const again = await inSession(session, '/drafts/throw-away', { form: 'nomination:new', again: 'yes' });
  assert.equal(again.headers.location, '/cohort/nominations/new');
  assert.doesNotMatch((await inSession(session, '/cohort/nominations/new')).body, /words that were sent/);
});

test('a text that is too long for any form is kept as well', async () => {
  const session = await signInDemoPerson(house.database, 'link-worker', 'test');
  const why = 'y'.repeat(4_001);
  await inSession(session, '/cohort/nominations', { ...form, _draft: 'nomination:new', why });
  assert.ok((await inSession(session, '/cohort/nominations/new')).body.includes(why));
  await inSession(session, '/drafts/throw-away', { form: 'nomination:new' });
});

const wanted = (meant: NominateInput['meant'], givenName: string): NominateInput => ({
  kind: 'agency',
  givenName,
  familyName: 'Tolland',
  born: '1985-02-03',
  bornAs: 'day',
  identifier: null,
  why: 'x',
  evidence: 'x',
  hoped: 'x',
  consent: null,
  consentOn: null,
  ...(meant === undefined ? {} : { meant }),
});

test('a year alone is kept and shown as the year, a first of January as that day; earlier ones stay open', async () => {
  const sent = async (born: string) => {
    const { statusCode, headers } = await send({
      born,
      given: `Ann ${born.replaceAll(/\W/g, '')}`,
      again: 'yes',
    });
    assert.equal(statusCode, 303);
    return String(headers.location);
  };
  const [year, day] = [await sent('1978'), await sent('1 1 1978')];
  const shown = async (url: string) => mainOf((await visit('link-worker', url)).body);
  assert.match(await shown(year), /1978, the year alone/);
  assert.match(await shown(day), /1 January 1978/);
  await house.ownerQuery('update nomination set born_as = null where id = $1', [year.split('/').at(-1)]);
  assert.match(await shown(year), /1978, on a day that is not known \(or on 1 January\)/);
  await assert.rejects(
    house.ownerQuery(`update nomination set born = '1978-02-01', born_as = 'year' where id = $1`, [
      year.split('/').at(-1),
    ]),
  );
});

test('whoever chooses somebody whom they see on the scheme sends nothing, and is told where they stand', async () => {
  const officer = await house.viewerFor('police-offender-manager');
  const [person] = await house.ownerQuery<{ given: string; family: string; born: string }>(
    'select given_names as given, family_name as family, born::text as born from person where id = $1',
    [member],
  );
  assert.ok(person !== undefined);
  const choice = { ...person, choice: `p${member}`, again: 'yes' };
  const { statusCode, body } = await send(choice, 'police-offender-manager');
  assert.equal(statusCode, 422);
  assert.match(mainOf(body), /is on the scheme already<\/h1>[\s\S]*nothing was sent/);
  assert.ok(mainOf(body).includes(`href="/people/${member}"`));
  assert.ok(mainOf(body).includes('Our &lt;b&gt;notes'), 'what was typed goes back with them');
  await assert.rejects(
    house.performer.perform(
      officer,
      nominate,
      { ...wanted({ kind: 'person', id: member }, 'Bryan'), again: true },
      randomUUID(),
    ),
    isRefused('invalid'),
  );
  const [made] = await house.ownerQuery<{ n: number }>(
    'select count(*)::int as n from nomination where meant_person_id = $1',
    [member],
  );
  assert.equal(made?.n, 0);
});

test('nobody is ruled out whom the server did not show in this session, whatever the form brings back', async () => {
  const [session, another] = await Promise.all(
    ['one', 'another'].map(() => signInDemoPerson(house.database, 'scheme-manager', 'test')),
  );
  assert.ok(session !== undefined && another !== undefined);
  const brian = {
    ...form,
    given: 'Brian',
    family: 'Tolland',
    born: '1985-02-03',
    identifier: '',
    again: 'yes',
  };
  const post = (by: string, more: Record<string, string>) =>
    inSession(by, '/cohort/nominations', { ...brian, ...more });
  const shownIn = async (by: string) =>
    /name="notThese" value="([^"]+)"/.exec((await post(by, {})).body)?.[1] ?? '';
  const made = () =>
    house.ownerQuery<{ not_people: string[] }>(
      `select not_people from nomination where family_name = 'Tolland' and given_name = 'Brian'`,
    );
  const shown = await shownIn(session);
  assert.ok(shown.startsWith(`p${known}~`));
  const none = { choice: 'none', asked: 'yes' };
  for (const forged of ['', `p${known}`, `p${known}~${'A'.repeat(22)}`, await shownIn(another)]) {
    const { statusCode, body } = await post(session, { ...none, notThese: forged });
    assert.equal(statusCode, 422, forged);
    assert.match(body, /Somebody else is like what you typed now. Look again/);
  }
  assert.deepEqual(await made(), []);
  assert.equal((await post(session, { ...none, notThese: shown })).statusCode, 303);
  assert.deepEqual(
    (await made()).map(({ not_people }) => not_people.map(Number)),
    [[known]],
  );
});

test('the page says whom the nominator chose, to those who see them and to nobody else', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const { id } = await house.performer.perform(
    manager,
    nominate,
    wanted({ kind: 'person', id: known }, 'Bryan'),
    randomUUID(),
  );
  const own = mainOf((await visit('scheme-manager', `/cohort/nominations/${id}`)).body);
  assert.match(own, /You said/);
  assert.match(own, new RegExp(`<a class="govuk-link" href="/people/${known}">Brian Tolland</a>`));
  await house.ownerQuery(`delete from access_reason where person_id = $1 and kind = 'management'`, [known]);
  const later = mainOf((await visit('scheme-manager', `/cohort/nominations/${id}`)).body);
  assert.doesNotMatch(later, /Brian|You said/);
});

test('a withdrawal is asked about first, and what was withdrawn opens the form filled in', async () => {
  const sent = await send({});
  const url = sent.headers.location ?? '';
  assert.match(url, /^\/cohort\/nominations\/\d+$/);
  const shown = mainOf((await visit('link-worker', url)).body);
  assert.match(shown, /1978, the year alone/);
  assert.ok(!shown.includes(`action="${url}/withdraw"`), 'no press withdraws at once');
  assert.ok(shown.includes(`href="${url}/withdraw"`));
  const asked = mainOf((await visit('link-worker', `${url}/withdraw`)).body);
  assert.match(asked, /Withdraw this nomination\?[\s\S]*Ann Quill[\s\S]*Leave it as it is/);
  const [before] = await house.ownerQuery<{ state: string }>('select state from nomination where id = $1', [
    url.split('/').at(-1),
  ]);
  assert.equal(before?.state, 'waiting', 'asking changes nothing');
  const done = await visit('link-worker', `${url}/withdraw`, { _version: '1' });
  assert.equal(done.statusCode, 303);
  const after = mainOf((await visit('link-worker', url)).body);
  assert.match(after, /Nominate again with this/);
  assert.equal((await visit('link-worker', `${url}/withdraw`)).headers.location, url, 'once is enough');
  const again = after.slice(after.indexOf('<form'));
  const fields = Object.fromEntries(
    [...again.matchAll(/type="hidden" name="([a-zA-Z]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name ?? '',
      (value ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    ]),
  );
  const opened = await visit('link-worker', '/cohort/nominations', { ...fields, do: 'edit' });
  assert.equal(opened.statusCode, 200);
  keptIn(opened.body);
  assert.match(opened.body, /value="1978"/);
});

test('nobody is asked about withdrawing what another agency nominated', async () => {
  const sent = await send({ given: 'Bea' });
  const url = `${sent.headers.location}/withdraw`;
  assert.notEqual((await visit('prison-offender-manager', url)).statusCode, 200);
});
