import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { TObject } from 'typebox';
import { signInDemoPerson } from '../../src/access/sessions.ts';
import { buildWings, serverOf } from '../../src/app.ts';
import { parse } from '../../src/web/components/testing/parse-markup.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { addMember } from '../support/members.ts';

type Fields = [string, string][];

/** What the page's form to this address would send, by its hidden fields. */
function hiddenFields(page: string, action: string): Fields {
  const from = page.indexOf(`action="${action}"`);
  assert.ok(from > 0, `a form to ${action}`);
  const tokens = parse(page.slice(page.lastIndexOf('<form', from), page.indexOf('</form>', from)));
  return tokens.flatMap((token) =>
    token.kind === 'open' && token.attributes.type === 'hidden'
      ? [[token.attributes.name ?? '', token.attributes.value ?? ''] satisfies [string, string]]
      : [],
  );
}

/** A session that ends in the middle of a form loses nothing of it, and nothing is kept for another site. */
describe('a session that ends while a form is filled in', () => {
  let house: TestHouse;
  let server: FastifyInstance;
  let address = '';
  const note = 'He said “<b>no</b>” & left.\r\nThen he came back.';

  before(async () => {
    house = await testHouse();
    await house.coverEverything();
    server = await serverOf({ ...house, config: { ...house.config, WAYMARK_DEMO: true } });
    address = `/people/${await addMember(house)}/contacts`;
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  const send = (
    url: string,
    fields: Fields,
    cookies: Record<string, string>,
    headers: Record<string, string> = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' },
  ): Promise<LightMyRequestResponse> =>
    server.inject({
      method: 'POST',
      url,
      cookies,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  const cookiesOf = (answer: LightMyRequestResponse): Record<string, string> =>
    Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]));
  const typed = (token: string): Fields => [
    ['_csrf', token],
    ['_key', crypto.randomUUID()],
    ['kind', 'home'],
    ['day', '2026-11-01'],
    ['time', '10:00'],
    ['outcome', 'attended'],
    ['note', note],
    ['handling', 'named'],
    ['named', '2'],
    ['named', '3'],
  ];

  /** An officer's session, and the token of a form they opened in it. */
  const opened = async (): Promise<{ session: Record<string, string>; token: string }> => {
    const session = {
      waymark_session: await signInDemoPerson(house.database, 'police-offender-manager', 'test'),
    };
    const page = await server.inject({ url: `${address}/new`, cookies: session });
    const token = hiddenFields(page.body, address).find(([name]) => name === '_csrf')?.[1];
    return { session, token: token ?? '' };
  };

  const goOn = async (answer: LightMyRequestResponse): Promise<void> => {
    assert.equal(answer.statusCode, 401);
    assert.match(answer.body, /What you typed is kept on this page/);
    assert.doesNotMatch(answer.body, /<b>no/);
    const signIn: Fields = [
      ...hiddenFields(answer.body, '/sign-in/demo'),
      ['person', 'police-offender-manager'],
    ];
    const again = await send('/sign-in/demo', signIn, cookiesOf(answer));
    assert.equal(again.statusCode, 200);
    assert.doesNotMatch(again.body, /<b>no/);
    const kept = hiddenFields(again.body, address);
    assert.deepEqual(
      kept.filter(([name]) => name === 'named').map(([, value]) => value),
      ['2', '3'],
    );
    const recorded = await send(address, kept, cookiesOf(again));
    assert.equal(recorded.statusCode, 303, recorded.body);
    const rows = await house.ownerQuery<{ note: string }>('select note from contact');
    assert.deepEqual(
      rows.map((row) => row.note),
      [note],
    );
    await house.ownerQuery(`update contact set note = 'Another', recorded_at = '2026-01-01'`);
    await house.ownerQuery('set session_replication_role = replica');
    await house.ownerQuery('delete from contact');
    await house.ownerQuery('set session_replication_role = default');
  };

  test('ended by the clock or by the manager: the form is sent after signing in', async () => {
    const { session, token } = await opened();
    await house.ownerQuery('update session set revoked_at = now()');
    await goOn(await send(address, typed(token), session));
  });

  test('signed out in another tab: the same', async () => {
    const { token } = await opened();
    await goOn(await send(address, typed(token), {}));
  });

  test('signed in again in another tab: the form is there with a token that is good', async () => {
    const { token } = await opened();
    const { session } = await opened();
    const answer = await send(address, typed(token), session);
    assert.equal(answer.statusCode, 403);
    const kept = hiddenFields(answer.body, address);
    assert.equal(kept.find(([name]) => name === 'note')?.[1], note);
    assert.equal((await send(address, kept, session)).statusCode, 303);
  });

  test('what another site sent is not kept, with or without a session', async () => {
    const { session } = await opened();
    for (const cookies of [{}, session])
      for (const headers of [
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://elsewhere.example' },
        {},
      ] as Record<string, string>[]) {
        const answer = await send(address, typed('made up'), cookies, headers);
        assert.ok([401, 403].includes(answer.statusCode));
        assert.doesNotMatch(answer.body, /Then he came back/);
      }
  });

  test('every form that somebody types into is kept, whichever it is', async () => {
    const typing = buildWings()
      .flatMap(({ routes }) => routes ?? [])
      .flatMap((one) => {
        const names = Object.keys((one.body as TObject | undefined)?.properties ?? {});
        const field = names.find((name) => !name.startsWith('_'));
        return one.method === 'POST' && field !== undefined
          ? [{ url: one.url.replaceAll(/:[a-z]+/gi, '1'), field }]
          : [];
      });
    assert.ok(typing.length > 100, `${typing.length} forms`);
    for (const { url, field } of typing) {
      const answer = await send(
        url,
        [
          ['_csrf', 'made up'],
          [field, note],
        ],
        {},
      );
      assert.equal(answer.statusCode, 401, url);
      assert.match(answer.body, /What you typed is kept on this page/, url);
      const kept = hiddenFields(answer.body, '/sign-in/demo').find(([name]) => name === 'kept')?.[1] ?? '{}';
      assert.deepEqual(JSON.parse(kept), { to: url, fields: [[field, note]] }, url);
    }
  });

  test('a kept form leads to an address of ours or nowhere, and has its bounds', async () => {
    const signInPage = await server.inject({ url: '/sign-in' });
    const token = hiddenFields(signInPage.body, '/sign-in/demo')[0] ?? ['', ''];
    for (const kept of [
      '{"to":"https://elsewhere.example/","fields":[]}',
      '{"to":"//elsewhere.example","fields":[]}',
      '{"to":"/x","fields":[["a"]]}',
      'not json',
      JSON.stringify({ to: '/x', fields: Array.from({ length: 201 }, () => ['a', 'b']) }),
    ]) {
      const answer = await send(
        '/sign-in/demo',
        [token, ['person', 'police-offender-manager'], ['kept', kept]],
        cookiesOf(signInPage),
      );
      assert.equal(answer.statusCode, 303, kept.slice(0, 60));
      assert.equal(answer.headers.location, '/');
    }
  });
});
