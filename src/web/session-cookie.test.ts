import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doneText, readDone } from './session-cookie.ts';

test('what was done is read back with its link, and a link that leads elsewhere is left out', () => {
  const link = { text: 'Open the case', href: '/people/1/enforcement/2' };
  assert.deepEqual(readDone(doneText('Saved.', link)), { text: 'Saved.', link });
  assert.deepEqual(readDone(doneText('Saved.')), { text: 'Saved.' });
  for (const href of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', ''])
    assert.deepEqual(readDone(doneText('Saved.', { text: 'Go', href })), { text: 'Saved.' });
});
