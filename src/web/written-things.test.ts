import assert from 'node:assert/strict';
import { test } from 'node:test';
import { written } from './written-things.ts';

const row = {
  id: 7,
  day: '2026-03-29',
  agencyId: 2,
  agency: 'Norfolk Constabulary',
  note: 'Said in confidence',
};

test('what a room reads to tell a thing by goes no further than its words', async () => {
  const [thing] = await written(Promise.resolve([row]), ({ id }) => ({
    title: 'Visit',
    href: `/visits/${id}`,
  }));
  assert.deepEqual(thing, {
    ...{ id: 7, day: '2026-03-29', agencyId: 2, agency: 'Norfolk Constabulary' },
    ...{ title: 'Visit', href: '/visits/7' },
  });
});

test('why a thing stays comes with it', async () => {
  const [thing] = await written([row], () => ({ title: 'Visit', href: '/', stuck: 'it is planned' }));
  assert.equal(thing?.stuck, 'it is planned');
});
