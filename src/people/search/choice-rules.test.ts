import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sealed, unsealed } from '../../web/csrf.ts';
import { readForLooking } from './check-rules.ts';
import { codesOf, isEnoughToLook, readMeant, toldBy } from './choice-rules.ts';
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
  assert.deepEqual(readMeant(found([]), { shown: [] }), { kind: 'nobody' });
  assert.deepEqual(readMeant(found([]), { choice: 'none', shown: ['p1'] }), { kind: 'nobody' });
  assert.deepEqual(readMeant(found([1]), { shown: [] }), { kind: 'ask', errors: [] });
  assert.deepEqual(faultsOf(readMeant(found([1]), { asked: 'yes', shown: [] })), ['choice']);
});

test('a choice is of those who are like what is typed now', () => {
  assert.deepEqual(readMeant(found([1, 2], [1]), { choice: 'p2', shown: [] }), { kind: 'person', id: 2 });
  assert.deepEqual(readMeant(found([1, 2], [1]), { choice: 'r1', shown: [] }), { kind: 'record', id: 1 });
  assert.deepEqual(faultsOf(readMeant(found([1, 2], [1]), { choice: 'p3', shown: [] })), ['choice']);
  assert.deepEqual(faultsOf(readMeant(found([]), { choice: 'p3', shown: [] })), ['family']);
});

test('none of these is said of those who were shown, and of nobody else', () => {
  assert.deepEqual(readMeant(found([1], [5]), { choice: 'none', shown: ['p1', 'r5'] }), { kind: 'none' });
  assert.deepEqual(readMeant(found([1]), { choice: 'none', shown: ['p1', 'r5'] }), { kind: 'none' });
  assert.deepEqual(faultsOf(readMeant(found([1, 2]), { choice: 'none', shown: ['p1'] })), ['choice']);
  assert.deepEqual(faultsOf(readMeant(found([1]), { choice: 'none', shown: [] })), ['choice']);
});

test('whom they were shown is read from what this session sealed, whatever else is written there', () => {
  const here = (brought: string) => unsealed('this session', brought);
  const p1 = sealed('this session', 'p1');
  const mark = p1.split('~')[1] ?? '';
  const shownBy = (...brought: string[]) =>
    toldBy({ choice: 'none', notThese: brought.join(',') }, here).shown;
  assert.deepEqual(shownBy(p1, sealed('this session', 'r5')), ['p1', 'r5']);
  const forged = [
    '',
    'p1',
    'p1~',
    `p2~${mark}`,
    `p1~${mark}~`,
    `p1~${'é'.repeat(22)}`,
    sealed('another', 'p1'),
  ];
  assert.deepEqual(shownBy(...forged), []);
  assert.deepEqual(shownBy(p1, ...forged), ['p1']);
  assert.deepEqual(toldBy({}, here), { shown: [] });
  // Whoever has no session of their own was shown nothing.
  assert.equal(unsealed('', sealed('', 'p1')), undefined);
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
      const meant = readMeant(like, { choice, shown, asked: asked ? 'yes' : '' });
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
