import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AssignInput, assignPeople, honourDecisions } from './assign.ts';
import type { IdentityRecord } from './types.ts';

interface Row {
  person?: number | null;
  cluster: number;
  capacity?: IdentityRecord['capacity'];
  pnc?: string;
  born?: string;
}

const recordsOf = (rows: readonly Row[]): IdentityRecord[] =>
  rows.map(({ person = null, capacity = 'convicted', pnc = null, born = '1990-01-02' }, index) => ({
    id: index + 1,
    personId: person,
    agencyId: 1,
    format: 'police-nominals',
    capacity,
    givenName: 'A',
    middleName: null,
    familyName: `F${index}`,
    aliases: [],
    born,
    sex: null,
    ethnicity: null,
    pnc,
    cro: null,
    prisonNumber: null,
    crn: null,
    yjsId: null,
    postcode: null,
    handling: 'statutory',
    withdrawn: false,
    asOf: '2026-01-01',
  }));

function assign(
  rows: readonly Row[],
  protectedPeople: number[] = [],
  decisions: AssignInput['decisions'] = [],
) {
  const records = recordsOf(rows);
  const { clusters } = honourDecisions({ records, clusters: rows.map(({ cluster }) => cluster), decisions });
  const result = assignPeople({ records, clusters, protectedPeople: new Set(protectedPeople), decisions });
  const personOf = rows.map((_, place): number | string | null => {
    const index = result.people.findIndex(({ members }) => members.includes(place));
    return index === -1 ? null : (result.people[index]?.personId ?? `new ${index}`);
  });
  return { ...result, personOf };
}

test('new clusters become new people', () => {
  const { personOf } = assign([{ cluster: 0 }, { cluster: 0 }, { cluster: 1 }]);
  assert.equal(personOf[0], personOf[1]);
  assert.notEqual(personOf[0], personOf[2]);
});

test('a cluster keeps the person most of its records had, and the other leads to them', () => {
  const { personOf, gone } = assign([
    { cluster: 0, person: 7 },
    { cluster: 0, person: 9 },
    { cluster: 0, person: 9 },
  ]);
  assert.deepEqual(personOf, [9, 9, 9]);
  assert.deepEqual(
    gone.map(({ personId, to }) => [personId, to.personId]),
    [[7, 9]],
  );
});

test('a person who is split stays with most of their records, the lower number on a tie', () => {
  assert.deepEqual(
    assign([
      { cluster: 0, person: 7 },
      { cluster: 1, person: 7 },
      { cluster: 1, person: 7 },
    ]).personOf.slice(1),
    [7, 7],
  );
  assert.deepEqual(
    assign([
      { cluster: 0, person: 8 },
      { cluster: 0, person: 7 },
    ]).personOf,
    [7, 7],
  );
});

test('somebody who is being worked with gains new records, and nothing else changes without a person', () => {
  const { personOf, held } = assign(
    [{ cluster: 0, person: 5 }, { cluster: 0 }, { cluster: 0, person: 6 }, { cluster: 1, person: 5 }],
    [5],
  );
  assert.deepEqual(personOf, [5, 5, 6, 5]);
  assert.deepEqual(held.map(({ kind, personId }) => [kind, personId]).sort(), [
    ['would-join', 5],
    ['would-leave', 5],
  ]);
});

test('two people who are being worked with never become one', () => {
  const { personOf, held } = assign(
    [
      { cluster: 0, person: 5 },
      { cluster: 0, person: 6 },
    ],
    [5, 6],
  );
  assert.deepEqual(personOf, [5, 6]);
  assert.equal(held.length, 1);
});

test('a victim’s record follows an identifier that one other value bears out, never a name', () => {
  const offender = { cluster: 0, pnc: '2020/0000001A' };
  const victim = { cluster: -1, capacity: 'victim' as const };
  assert.equal(assign([offender, victim]).personOf[1], null);
  const linked = assign([offender, { ...victim, pnc: '2020/0000001A' }]);
  assert.equal(linked.personOf[1], linked.personOf[0]);
  const otherBirth = { ...victim, pnc: '2020/0000001A', born: '1950-01-02' };
  assert.equal(assign([offender, otherBirth]).personOf[1], null);
  const two = [offender, { ...offender, cluster: 1 }, { ...victim, pnc: '2020/0000001A' }];
  assert.equal(assign(two).personOf[2], null, 'an identifier of two people says nothing');
});

test('what somebody decided stands above the evidence, both ways', () => {
  const rows = [
    { cluster: 0, person: 1 },
    { cluster: 1, person: 2 },
    { cluster: 2, person: 3 },
  ];
  const same = [{ left: 1, right: 2, verdict: 'same' as const }];
  assert.deepEqual(assign(rows, [], same).personOf, [1, 1, 3]);
  const against = [
    { left: 2, right: 3, verdict: 'different' as const },
    ...same,
    { left: 1, right: 3, verdict: 'same' as const },
  ];
  const kept = honourDecisions({ records: recordsOf(rows), clusters: [0, 1, 2], decisions: against });
  assert.deepEqual([...kept.clusters], [0, 0, 2]);
  assert.deepEqual(kept.conflicts, [{ left: 1, right: 3, verdict: 'same' }]);
});

const anyRows = fc.array(
  fc.record({
    cluster: fc.integer({ min: 0, max: 4 }),
    person: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
  }),
  { minLength: 1, maxLength: 12 },
);

test('every record has one person, nobody is given twice, and a second run changes nothing', () => {
  fc.assert(
    fc.property(anyRows, fc.subarray([1, 2, 3, 4, 5]), (rows, protectedPeople) => {
      const first = assign(rows, protectedPeople);
      assert.ok(first.personOf.every((person) => person !== null));
      const ids = first.people.flatMap(({ personId }) => (personId === null ? [] : [personId]));
      assert.equal(new Set(ids).size, ids.length);
      // New people get numbers, as the database gives them.
      const again = rows.map((row, place) => {
        const person = first.personOf[place];
        return { ...row, person: typeof person === 'number' ? person : 100 + Number(person?.slice(4)) };
      });
      assert.deepEqual(
        assign(again, protectedPeople).personOf,
        again.map(({ person }) => person),
      );
    }),
  );
});

test('a protected person never loses a record and never takes another person’s', () => {
  fc.assert(
    fc.property(anyRows, fc.subarray([1, 2, 3, 4, 5], { minLength: 1 }), (rows, protectedPeople) => {
      const { personOf } = assign(rows, protectedPeople);
      rows.forEach(({ person }, place) => {
        const now = personOf[place];
        if (person !== null && protectedPeople.includes(person)) assert.equal(now, person);
        else if (person !== null) assert.ok(!protectedPeople.includes(Number(now)));
      });
    }),
  );
});
