import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { roles } from '../../src/access/rights.ts';
import { findViewer, signInDemoPerson } from '../../src/access/sessions.ts';
import type { StaffViewer } from '../../src/access/viewers.ts';
import { serverOf } from '../../src/app.ts';
import { parse } from '../../src/web/components/testing/parse-markup.ts';
import { csrfToken } from '../../src/web/csrf.ts';
import { mayEnter, type Route } from '../../src/web/route.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { addressOf, fittingFields, fittingParams, freeTexts } from './hostile.ts';

/** Roomier than any form's own rule, which tells what is too long at its field and keeps every word. */
const roomy = 100_000;

/** Names that a page never gives back. */
const isSecret = (name: string): boolean => /pass(word|code|phrase)|secret|token/i.test(name);

interface Session {
  token: string;
  viewer: StaffViewer;
}

/** The form of the page that posts to this address, field by field; texts of its areas too. */
function formOf(markup: string, action: string): Map<string, string> {
  const from = markup.indexOf(`<form method="post" action="${action}"`);
  if (from < 0) return new Map();
  const fields = new Map<string, string>();
  let area: string | undefined;
  for (const token of parse(markup.slice(from, markup.indexOf('</form>', from)))) {
    if (token.kind === 'open' && token.name === 'input')
      fields.set(token.attributes.name ?? '', token.attributes.value ?? '');
    if (token.kind === 'open' && token.name === 'textarea') area = token.attributes.name;
    if (token.kind === 'text' && area !== undefined) fields.set(area, token.text.replace(/^\n/, ''));
    if (token.kind === 'close' && token.name === 'textarea') area = undefined;
  }
  return fields;
}

/** Every form of the house with more in it than it takes: its words are kept, and can be shortened and sent. */
describe('a text that is too long', () => {
  let house: TestHouse;
  let server: FastifyInstance;
  const sessions: Session[] = [];

  before(async () => {
    house = await testHouse();
    await house.coverEverything();
    server = await serverOf(house);
    for (const role of roles) {
      const token = await signInDemoPerson(house.database, role, 'test');
      const viewer = await findViewer(house.database, token, 'test');
      assert.ok(viewer);
      sessions.push({ token, viewer });
    }
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  async function send(route: Route, fields: readonly [string, string][]): Promise<LightMyRequestResponse> {
    const session = sessions.find(({ viewer }) => mayEnter(viewer, route.right));
    assert.ok(session, `nobody may ${route.url}`);
    const payload = new URLSearchParams([
      ['_csrf', csrfToken(session.viewer.csrfSecret)],
      ['_key', 'the-key-of-this-form'],
      ...fields,
    ]).toString();
    return server.inject({
      method: 'POST',
      url: addressOf(route, fittingParams(route)),
      headers: {
        cookie: `waymark_session=${session.token}`,
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'navigate',
      },
      payload,
    });
  }

  const forms = (): Route[] =>
    house.routes.filter((route) => route.method === 'POST' && route.multipart !== true);

  async function faultsOf(route: Route, name: string, most: number): Promise<string[]> {
    const said = `POST ${route.url}, ${name}`;
    const typed = `${'Word '.repeat(Math.ceil(most / 5))}é`;
    const others = fittingFields(route).filter(([other]) => other !== name);
    const answer = await send(route, [...others, [name, typed]]);
    if (answer.statusCode !== 422) return [`${said}: ${answer.statusCode}`];
    const form = formOf(answer.body, addressOf(route, fittingParams(route)));
    const bad: string[] = [];
    if (form.size === 0) return [`${said}: no form to shorten it in`];
    if (form.get(name) !== typed) bad.push(`${said}: what was typed is not in the form`);
    if (form.get('_key') !== 'the-key-of-this-form') bad.push(`${said}: another key`);
    for (const [other, value] of others) if (form.get(other) !== value) bad.push(`${said}: ${other} is lost`);
    if (!answer.body.includes(`Use ${most.toLocaleString('en-GB')} characters or fewer: there are`))
      bad.push(`${said}: how long it may be is not said`);
    if (!answer.body.includes(`href="#${name}"`)) bad.push(`${said}: the summary does not lead to it`);
    return bad;
  }

  test('is kept by every form, which says which it is and how long it may be', async () => {
    const bad: string[] = [];
    let asked = 0;
    for (const route of forms())
      for (const { name, most } of freeTexts(route)) {
        if (most >= roomy || isSecret(name)) continue;
        asked += 1;
        bad.push(...(await faultsOf(route, name, most)));
        // What is counted by the minute would turn the last of them away.
        if (asked % 50 === 0) await house.ownerQuery('delete from rate_count');
      }
    assert.ok(asked > 300, `${asked} fields`);
    assert.deepEqual(bad.slice(0, 30), []);
  });

  test('all that are too long are told at once, and what is short is sent along', async () => {
    const route = house.routes.find(({ method, url }) => method === 'POST' && url === '/people/:id/contacts');
    assert.ok(route);
    const texts = freeTexts(route).filter(({ most }) => most < roomy);
    assert.ok(texts.length >= 2, JSON.stringify(texts));
    const [first, second] = texts;
    assert.ok(first && second);
    const answer = await send(route, [
      ...fittingFields(route),
      [first.name, 'a'.repeat(first.most + 1)],
      [second.name, 'b'.repeat(second.most + 2)],
      ['kind', 'visit'],
    ]);
    assert.equal(answer.statusCode, 422);
    const form = formOf(answer.body, addressOf(route, fittingParams(route)));
    assert.equal(form.get(first.name), 'a'.repeat(first.most + 1));
    assert.equal(form.get(second.name), 'b'.repeat(second.most + 2));
    assert.equal(form.get('kind'), 'visit');
  });

  test('another site’s form is not drawn again', async () => {
    const route = forms().find((one) => freeTexts(one).some(({ most }) => most < roomy));
    assert.ok(route);
    const [{ name, most } = { name: '', most: 0 }] = freeTexts(route);
    const session = sessions.find(({ viewer }) => mayEnter(viewer, route.right));
    assert.ok(session);
    const answer = await server.inject({
      method: 'POST',
      url: addressOf(route, fittingParams(route)),
      headers: {
        cookie: `waymark_session=${session.token}`,
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'cross-site',
      },
      payload: new URLSearchParams([
        ['_csrf', csrfToken(session.viewer.csrfSecret)],
        ...fittingFields(route),
        [name, 'x'.repeat(most + 1)],
      ]).toString(),
    });
    assert.equal(formOf(answer.body, addressOf(route, fittingParams(route))).size, 0);
  });
});
