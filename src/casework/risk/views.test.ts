import assert from 'node:assert/strict';
import { test } from 'node:test';
import { riskPage } from './views.ts';

// Somebody who goes to a home must not read that there is no danger where there is one that they may not see.

test('where nothing is shown of risk it says of what they may see alone that there is none', () => {
  const text = String(
    riskPage({
      personId: 1,
      today: '2026-11-02',
      lists: {
        types: [],
        flags: [],
        registers: { mappaCategories: [], mappaLevels: [], concerns: [] },
        example: false,
      },
      assessments: [],
      flags: [],
      entries: [],
      noContact: [],
      restrictions: undefined,
      isMember: true,
      ownAgencyId: 1,
      staffName: 'A',
      staffId: 1,
      may: { assess: false, flag: false, override: false, manage: false },
    }),
  );
  const none = [...text.matchAll(/>\s*((?:No|Nothing)\b[^<]*)</g)].map(([, words]) => words ?? '');
  assert.equal(none.length, 5, 'flags, assessments and three registers');
  for (const words of none) assert.match(words, /that you may see/);
});
