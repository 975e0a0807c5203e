import assert from 'node:assert/strict';
import { test } from 'node:test';
import { licenceTab } from './views.ts';

// An empty list of conditions, curfews or failures is one of what the viewer may see.

test('where nothing is shown of licences it says of what they may see alone that there is none', () => {
  const text = String(
    licenceTab({
      personId: 1,
      csrfToken: 'x',
      today: '2026-11-02',
      licences: [],
      conditions: [],
      supervisions: [],
      curfews: [],
      zones: [],
      items: [],
      cases: [],
      warrants: [],
      may: {
        edit: false,
        register: false,
        enforce: false,
        seeRegister: true,
        seeLicence: true,
        lists: false,
      },
    }),
  );
  const none = [...text.matchAll(/>\s*((?:No|Nothing)\b[^<]*)</g)].map(([, words]) => words ?? '');
  assert.equal(none.length, 5, 'licences, extracts, curfews and zones, items, failures');
  for (const words of none) assert.match(words, /that you may see/);
});
