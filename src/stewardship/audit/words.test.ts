import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { roleRights } from '../../access/rights.ts';
import { buildWings } from '../../app.ts';
import { actWords } from './act-words.ts';
import { actInWords, subjectWords } from './words.ts';

const folder = fileURLToPath(new URL('../../', import.meta.url));
const sources = globSync('**/*.ts', { cwd: folder })
  .filter((name) => !name.endsWith('.test.ts') && !/audit\/(words|act-words(\/[a-z]+)?)\.ts$/.test(name))
  .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
  .join('\n');

const codesIn = (text: string): string[] =>
  [...text.matchAll(/'([a-z-]+:[a-z-]+)'/g)].map(([, code = '']) => code);

/** Codes stand after `act:` or, of an act, after `name:`; a choice of two stands on one line. */
const codes = new Set([
  ...[...sources.matchAll(/\b(?:act|name): ([^\n]*'[a-z-]+:[a-z-]+'[^\n]*)/g)].flatMap(([line]) =>
    codesIn(line),
  ),
  // The lists of reports are named by which list it is.
  ...['mine', 'read', 'review', 'sent'].map((show) => `intelligence:${show}`),
]);

test('every code that something is audited under has words', () => {
  assert.ok(codes.size > 90);
  const rights = new Set<string>(Object.values(roleRights).flat());
  const missing = [...codes].filter((code) => !(code in actWords) && !rights.has(code));
  assert.deepEqual(
    missing.sort(),
    [],
    `${missing.join(', ')}: give each its words, as the auditor reads them, in src/stewardship/audit/act-words.ts or in its wing's file under act-words/`,
  );
});

test('a code has its words once', () => {
  const given = globSync('act-words{.ts,/*.ts}', { cwd: `${folder}stewardship/audit` }).flatMap((name) =>
    [
      ...readFileSync(`${folder}stewardship/audit/${name}`, 'utf8').matchAll(/^ {2}'([a-z-]+:[a-z-]+)':/gm),
    ].map(([, code = '']) => code),
  );
  assert.equal(given.length, Object.keys(actWords).length);
  assert.deepEqual(given.toSorted(), Object.keys(actWords).toSorted());
});

test('no words are kept for what nothing is audited under', () => {
  assert.deepEqual(
    Object.keys(actWords).filter((code) => !codes.has(code)),
    [],
    'nothing writes these codes: take their words out of src/stewardship/audit/act-words.ts or its folder',
  );
});

test('codes that are put together are those that the test knows of', () => {
  const computed = [...sources.matchAll(/\bact: `([^`]+)`/g)].map(([, template = '']) =>
    template.replaceAll('$', ''),
  );
  assert.deepEqual(computed.sort(), [
    'intelligence:{show}',
    '{route.method.toLowerCase()}:{routeCode(route.url)}',
  ]);
});

test('every subject has words', () => {
  const subjects = [...sources.matchAll(/\bsubject(?: =|:) '([a-z_-]+)'/g)].map(
    ([, subject = '']) => subject,
  );
  assert.deepEqual(
    [...new Set(subjects)].filter((subject) => !(subject in subjectWords)),
    [],
    'give each of these subjects its words in src/stewardship/audit/words.ts',
  );
});

test('every route that may be refused has words, and no code shows through', () => {
  const routes = buildWings().flatMap((wing) => wing.routes ?? []);
  assert.ok(routes.length > 100);
  for (const { method, url } of routes) {
    const code = `${method.toLowerCase()}:${url.replaceAll(/[^a-z0-9/-]/gi, '').toLowerCase()}`;
    assert.match(actInWords(code), /^(Page|Form) [a-z, .0-9]+$|^(Page|Form) Today$/i, code);
  }
  assert.equal(actInWords('get:/people/id/contacts'), 'Page people, contacts');
});
