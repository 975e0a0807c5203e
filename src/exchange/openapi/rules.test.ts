import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cohortApi } from '../cohort/api.ts';
import { personApi } from '../people/api.ts';
import { openApiOf } from './rules.ts';

test('the description says what the server checks by', () => {
  const description = JSON.parse(JSON.stringify(openApiOf([cohortApi, personApi], '1')));
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
  assert.deepEqual(JSON.parse(JSON.stringify(openApiOf([page], '1'))).paths, {});
});
