import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { type TestHouse, testHouse } from '../../test/support/house.ts';
import { findViewer, signInDemoPerson } from '../access/sessions.ts';
import { serverOf } from '../app.ts';
import { csrfToken } from './csrf.ts';

// A form that is refused whole says why in plain words and gives back what was typed; nobody else's form is given back.

let house: TestHouse;
let server: FastifyInstance;
let session = '';
let token = '';

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  session = await signInDemoPerson(house.database, 'link-worker', 'test');
  token = csrfToken((await findViewer(house.database, session, 'test'))?.csrfSecret ?? '');
});
after(async () => {
  await server.close();
  await house.close();
});

const ours = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };
const send = (fields: Record<string, string>, headers: Record<string, string> = ours) =>
  server.inject({
    method: 'POST',
    url: '/cohort/nominations',
    cookies: { waymark_session: session },
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
/** A choice of forty letters, which no page of ours sends. */
const refused = (more: Record<string, string> = {}) => ({
  _csrf: token,
  _key: 'key-of-this-form',
  choice: 'x'.repeat(40),
  given: 'Ann <b>“Bo”</b>',
  why: '\nOften in trouble\n& at night',
  ...more,
});

test('a schema’s refusal speaks plainly and gives back every word, and neither token nor key', async () => {
  const answer = await send(refused());
  assert.equal(answer.statusCode, 422);
  assert.match(answer.body, /“Choice” may have no more than 30 characters: it has 40\. Shorten it\./);
  assert.doesNotMatch(answer.body, /must NOT/);
  assert.match(answer.body, />Ann &lt;b&gt;“Bo”&lt;\/b&gt;<\/textarea>/);
  assert.match(answer.body, />\n\nOften in trouble\n&amp; at night<\/textarea>/);
  assert.match(answer.body, /<label class="govuk-label" for="typed-\d">\s*Given name\s*<\/label>/);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const main = /<main[\s\S]*<\/main>/.exec(answer.body)?.[0] ?? '';
  assert.ok(!main.includes(token) && !main.includes('key-of-this-form'));
});

test('a name that speaks of a secret is not given back; undeclared names are nobody’s', async () => {
  const { body } = await send(refused({ apiToken: 'very-hidden', password: 'also-hidden' }));
  assert.doesNotMatch(body, /very-hidden|also-hidden/);
  assert.match(body, /Often in trouble/);
});

test('what another site sent is not shown, nor what came without a good token', async () => {
  const other = await send(refused(), { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' });
  assert.doesNotMatch(other.body, /Often in trouble/);
  assert.match(other.body, /Back button/);
});

test('a program that asks for JSON is told the same in its fields', async () => {
  const answer = await send(refused(), { ...ours, accept: 'application/json' });
  const { error } = answer.json<{ error: { fields: { field: string; text: string }[] } }>();
  assert.deepEqual(error.fields, [
    { field: 'choice', text: '“Choice” may have no more than 30 characters: it has 40. Shorten it.' },
  ]);
});
