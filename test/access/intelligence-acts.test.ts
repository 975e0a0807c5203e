import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { sql } from '../../src/kernel/database.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { addMember, staffId } from '../support/members.ts';

// Whoever sees a person may see who opened them, and nobody learns from it that somebody is in a briefing, was seen on
// the street or is asked about: no act of the intelligence wing stands there but one's own.

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const wing = new URL('../../src/intelligence/', import.meta.url);

/** Every code that the wing gives an act of writing or reading. */
async function codes(): Promise<string[]> {
  const files = (await readdir(wing, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.includes('test'),
  );
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, wing), 'utf8')));
  // A line such as `name: …` or `act: …`, whatever it chooses between; the right that it asks for is no act.
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => /\b(?:act|name): /.test(line));
  return [
    ...new Set(
      lines.flatMap((line) =>
        [...line.matchAll(/'((?!see:)[a-z-]+:[a-z-]+)'/g)].map(([, code]) => code ?? ''),
      ),
    ),
  ];
}

test('every act of the wing is hidden in who opened a person, except from whoever did it', async () => {
  const found = await codes();
  for (const code of [
    'sighting:report',
    'briefing:open',
    'tasking:answer',
    'tasking:change',
    'intelligence:open',
  ])
    assert.ok(found.includes(code), code);
  const person = await addMember(house, 'Ipswich team');
  const officer = await staffId(house, 'front-line-officer');
  for (const code of [...found, 'person:page'])
    await house.ownerQuery(
      `insert into audit_entry (kind, act, staff_id, agency_id, subject, person_id)
       select 'opened', $1, s.id, s.agency_id, 'person', $2 from staff s where s.id = $3`,
      [code, person, officer],
    );
  const viewer = await house.viewerFor('scheme-manager');
  const seen = await house.database.as(viewer, (tx) =>
    tx.many(
      sql<{ n: number }>`select 1 as n from who_opened(${person}, 500) o where o.staff_id = ${officer}`,
    ),
  );
  // The opening of the person's page alone.
  assert.equal(seen.length, 1);
});
