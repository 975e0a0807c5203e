import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

// Pages that are read in the street: their tables stand as cards on a phone, where whole rows would be out of sight.

const wings = ['people', 'cohort', 'casework', 'desk'];

/** Files whose tables stay as they are, and why. */
const asTheyAre: Readonly<Record<string, string>> = {
  'src/people/identity/run-views.ts': 'two narrow columns: a band and how many',
  'src/people/identity/views.ts': 'two columns: a header of an extract and its value',
  'src/people/intake/batch-lists.ts':
    'the rows of a file, of any number of columns, beside each other as in the file',
  'src/people/search/check-views.ts': 'two columns: a field and what was typed',
};

/** The options of each table that a file draws, as they are written. */
function tablesOf(text: string): string[] {
  return [...text.matchAll(/\btable\(\s*\{/g)].map(({ index, 0: opening }) => {
    const from = index + opening.length;
    let depth = 1;
    let at = from;
    while (depth > 0 && at < text.length) {
      if (text[at] === '{') depth += 1;
      if (text[at] === '}') depth -= 1;
      at += 1;
    }
    return text.slice(from, at);
  });
}

test('every table of the pages that are used on a phone is stacked there, or is named here with the reason', () => {
  const wide = new Set<string>();
  let seen = 0;
  for (const path of globSync(`src/{${wings.join(',')}}/**/*.ts`)) {
    if (path.endsWith('.test.ts')) continue;
    const tables = tablesOf(readFileSync(path, 'utf8'));
    seen += tables.length;
    if (tables.some((options) => !options.includes('stack: true'))) wide.add(path);
  }
  assert.ok(seen > 100, `${seen} tables`);
  assert.deepEqual([...wide].sort(), Object.keys(asTheyAre).sort());
});
