import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cohortApi } from '../cohort/api.ts';
import { eventPosts } from '../events/api.ts';
import { personApi } from '../people/api.ts';
import { openApiOf } from './rules.ts';

test('the description says what the server checks by', () => {
  const description = JSON.parse(JSON.stringify(openApiOf([cohortApi, personApi], [], '1')));
  const person = description.paths['/api/people/{id}'].get;
  assert.deepEqual(person.parameters[0].name, 'id');
  assert.equal(person.parameters[0].required, true);
  assert.ok(person.responses[200].content['application/json'].schema.properties.membership);
  assert.match(person.responses[404].description, /not-found/);
  assert.match(person.description, /see:identity/);
  const names = description.paths['/api/cohort'].get.parameters.map((one: { name: string }) => one.name);
  const filters = [
    'text',
    'base',
    'team',
    'lead',
    'strand',
    'tier',
    'rag',
    'statutory',
    'custody',
    'state',
    'review',
    'transition',
  ];
  assert.deepEqual(names, [...filters, 'unseen', 'page', 'size']);
  assert.equal(JSON.stringify(description).includes('"~'), false);
});

test('pages are no part of it', () => {
  const page = { ...cohortApi, url: '/cohort' };
  assert.deepEqual(JSON.parse(JSON.stringify(openApiOf([page], [], '1'))).paths, {});
});

test('what other systems post to is described with its secret, headers, body, answers and limits', () => {
  const described = JSON.parse(JSON.stringify(openApiOf([], eventPosts, '1')));
  const api = described.paths['/api/events'].post;
  const webhook = described.paths['/api/events/webhooks/{sender}'].post;
  assert.deepEqual(api.security, [{ eventToken: [] }]);
  assert.deepEqual(webhook.security, [{ eventSignature: [] }]);
  const { eventToken, eventSignature, session } = described.components.securitySchemes;
  assert.deepEqual([eventToken.type, eventToken.scheme], ['http', 'bearer']);
  assert.deepEqual([eventSignature.in, eventSignature.name], ['header', 'webhook-signature']);
  assert.equal(session.in, 'cookie');
  assert.deepEqual(
    webhook.parameters.map((one: { name: string; in: string; required: boolean }) => [
      one.name,
      one.in,
      one.required,
    ]),
    [
      ['sender', 'path', true],
      ['webhook-id', 'header', true],
      ['webhook-timestamp', 'header', true],
      ['webhook-signature', 'header', true],
    ],
  );
  for (const { requestBody, responses } of [api, webhook]) {
    assert.equal(requestBody.required, true);
    const [one, several] = requestBody.content['application/json'].schema.anyOf;
    assert.deepEqual(one.required, ['id', 'kind', 'happenedAt', 'person']);
    assert.equal(several.properties.events.maxItems, 500);
    assert.deepEqual(Object.keys(responses), ['202', '400', '401', '413', '422', '429', '503']);
    assert.ok(responses[202].content['application/json'].schema.properties.parked);
    assert.ok(responses[422].content['application/json'].schema.properties.refused);
    assert.ok(responses[429].headers['Retry-After']);
    assert.match(responses[413].description, /1048576 bytes or 500 events/);
  }
  assert.equal(JSON.stringify(described).includes('"~'), false);
});
