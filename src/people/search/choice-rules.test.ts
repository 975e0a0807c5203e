import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readForLooking } from './check-rules.ts';
import { codesOf, isEnoughToLook, readMeant } from './choice-rules.ts';
import type { Found, FoundPerson, FoundRecord } from './types.ts';

const person = (id: number): FoundPerson => ({
  id,
  familyName: 'Quillmarsh',
  givenNames: 'Alan',
  searchNames: 'alan quillmarsh',
  born: '1990-05-06',
  pnc: null,
  cro: null,
  prisonNumber: null,
  crn: null,
  reasons: ['lead'],
  state: null,
  onScheme: false,
  rag: null,
  score: 1,
});
const record = (id: number): FoundRecord => ({
  id,
  localId: `N${id}`,
  capacity: 'suspect',
  givenName: 'Alan',
  middleName: null,
  familyName: 'Quillmarsh',
  aliases: [],
  born: null,
  pnc: null,
  cro: null,
  prisonNumber: null,
  crn: null,
  yjsId: null,
  deleteAfter: '2030-01-01',
  score: 1,
});
const found = (people: number[], records: number[] = []): Found => ({
  people: people.map(person),
  records: records.map(record),
});
const faultsOf = (meant: ReturnType<typeof readMeant>) =>
  meant.kind === 'ask' ? meant.errors.map(({ field }) => field) : meant.kind;

test('nobody is asked where nobody is like them, and everybody is where somebody is', () => {
  assert.deepEqual(readMeant(found([]), {}), { kind: 'nobody' });
  assert.deepEqual(readMeant(found([]), { choice: 'none', notThese: 'p1' }), { kind: 'nobody' });
  assert.deepEqual(readMeant(found([1]), {}), { kind: 'ask', errors: [] });
  assert.deepEqual(faultsOf(readMeant(found([1]), { asked: 'yes' })), ['choice']);
});

test('a choice is of those who are like what is typed now', () => {
  assert.deepEqual(readMeant(found([1, 2], [1]), { choice: 'p2' }), { kind: 'person', id: 2 });
  assert.deepEqual(readMeant(found([1, 2], [1]), { choice: 'r1' }), { kind: 'record', id: 1 });
  assert.deepEqual(faultsOf(readMeant(found([1, 2], [1]), { choice: 'p3' })), ['choice']);
  assert.deepEqual(faultsOf(readMeant(found([]), { choice: 'p3' })), ['family']);
});

test('none of these is said of those who were shown, and of nobody else', () => {
  assert.deepEqual(readMeant(found([1], [5]), { choice: 'none', notThese: 'p1,r5' }), { kind: 'none' });
  assert.deepEqual(readMeant(found([1]), { choice: 'none', notThese: 'p1,r5' }), { kind: 'none' });
  assert.deepEqual(faultsOf(readMeant(found([1, 2]), { choice: 'none', notThese: 'p1' })), ['choice']);
  assert.deepEqual(faultsOf(readMeant(found([1]), { choice: 'none' })), ['choice']);
});

test('property: whatever is sent, nobody is chosen who was not offered, and nobody ruled out who was not shown', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 4 });
  const code = fc.oneof(
    fc.constantFrom('none', '', 'p', 'r', 'p0', 'x1'),
    fc.integer({ min: 0, max: 8 }).map((n) => `p${n}`),
    fc.integer({ min: 0, max: 8 }).map((n) => `r${n}`),
  );
  fc.assert(
    fc.property(ids, ids, code, fc.array(code), fc.boolean(), (people, records, choice, shown, asked) => {
      const like = found(people, records);
      const meant = readMeant(like, { choice, notThese: shown.join(','), asked: asked ? 'yes' : '' });
      if (meant.kind === 'person') assert.ok(people.includes(meant.id));
      if (meant.kind === 'record') assert.ok(records.includes(meant.id));
      if (meant.kind === 'none') assert.ok(codesOf(like).every((one) => shown.includes(one)));
      if (meant.kind === 'nobody') assert.equal(codesOf(like).length, 0);
    }),
  );
});

test('a surname alone is not looked for while it is typed; a number alone is', () => {
  assert.equal(isEnoughToLook({ family: 'Quillmarsh' }), false);
  assert.equal(isEnoughToLook({ given: 'Alan' }), false);
  assert.equal(isEnoughToLook({ given: 'Alan', family: 'Quillmarsh' }), true);
  assert.equal(isEnoughToLook({ family: 'Quillmarsh', born: '1990-05-06' }), true);
  assert.equal(isEnoughToLook({ identifier: 'X000001' }), true);
});

test('what is no date or number yet is left out, and the rest is looked for', () => {
  const today = '2026-11-02';
  assert.deepEqual(
    readForLooking({ given: 'Alan', family: 'Quillmarsh', born: '06/05/', identifier: 'ABC' }, today),
    { givenName: 'Alan', familyName: 'Quillmarsh', born: null, identifiers: [] },
  );
  assert.equal(readForLooking({ family: 'Q', identifier: 'ABC' }, today), undefined);
  assert.equal(readForLooking({ identifier: 'ABC' }, today), undefined);
});
