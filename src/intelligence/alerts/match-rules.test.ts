import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type KnownRecord, matchEvents } from './match-rules.ts';
import { readEvent } from './read-event.ts';

const record = (id: number, more: Partial<KnownRecord>): KnownRecord => ({
  id,
  personId: id,
  givenName: 'Example',
  middleName: null,
  familyName: 'Person',
  aliases: [],
  born: '1990-01-01',
  sex: null,
  postcode: null,
  pnc: null,
  cro: null,
  prisonNumber: null,
  crn: null,
  ...more,
});

const pnc = '2015/0000101M';

test('a number that leads to one person decides, whatever the name says', () => {
  const [match] = matchEvents([{ pnc, familyName: 'Other' }], [record(1, { pnc }), record(2, {})]);
  assert.deepEqual(match, {
    is: 'person',
    personId: 1,
    by: 'identifier',
    bits: null,
    candidates: [{ record: 1, person: 1, bits: 0 }],
  });
});

test('a number of one person and another of somebody else is left to a reviewer', () => {
  const [match] = matchEvents(
    [{ pnc, crn: 'X123456' }],
    [
      record(1, { pnc, familyName: 'One' }),
      record(2, { crn: 'X123456', familyName: 'Two', born: '1970-05-05' }),
    ],
  );
  assert.equal(match?.is, 'review');
});

test('a number with a date of birth that is none of theirs is not enough', () => {
  const [match] = matchEvents(
    [{ pnc, familyName: 'Elsewhere', givenNames: 'Somebody', bornOn: '1961-07-08' }],
    [record(1, { pnc })],
  );
  assert.equal(match?.is, 'review');
});

test('name, date of birth and postcode are weighed by the engine; two people alike are left to a reviewer', () => {
  const one = record(1, {
    givenName: 'Quentin',
    familyName: 'Featherstonehaugh',
    born: '1983-04-17',
    postcode: 'NR1 1AA',
  });
  const event = {
    givenNames: 'Quentin',
    familyName: 'Featherstonehaugh',
    bornOn: '1983-04-17',
    postcode: 'NR1 1AA',
  };
  const [match] = matchEvents([event], [one, record(2, {})]);
  assert.deepEqual(match?.is === 'person' ? [match.personId, match.by] : match, [1, 'engine']);
  const [both] = matchEvents([event], [one, { ...one, id: 3, personId: 3 }]);
  assert.equal(both?.is, 'review');
  assert.deepEqual(matchEvents([{ familyName: 'Nobody', bornOn: '1950-01-01' }], [one]), [
    { is: 'review', candidates: [] },
  ]);
});

test('events beside it change nothing about whom an event is taken to be', () => {
  const known = [
    record(1, { pnc, familyName: 'Ashby', born: '1981-02-03' }),
    record(2, { familyName: 'Birch', born: '1982-03-04' }),
    record(3, { familyName: 'Cole', born: '1983-04-05', crn: 'X123456' }),
  ];
  const events = [
    { pnc },
    { crn: 'X123456' },
    { familyName: 'Birch', givenNames: 'Example', bornOn: '1982-03-04' },
    { familyName: 'Nobody', bornOn: '1950-01-01' },
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: 1 }), (some) => {
      const together = matchEvents(some, known).map((match) => (match.is === 'person' ? match.personId : 0));
      const alone = some.map((event) => {
        const [match] = matchEvents([event], known);
        return match?.is === 'person' ? match.personId : 0;
      });
      for (const [index, person] of together.entries())
        if (some[index]?.familyName === undefined) assert.equal(person, alone[index]);
        else assert.ok(person === 0 || person === alone[index] || alone[index] === 0);
    }),
    { numRuns: 40 },
  );
});

const now = new Date('2026-11-02T09:00:00Z');
const good = {
  id: 'a',
  kind: 'custody',
  happenedAt: '2026-11-02T09:15:00+01:00',
  person: { pnc: '15/101M' },
};

test('an event is read into canonical numbers and a time in UTC', () => {
  const read = readEvent(good, now);
  assert.ok('event' in read);
  assert.equal(read.event.happenedAt, '2026-11-02T08:15:00.000Z');
  assert.equal(read.event.person.pnc, pnc);
});

test('what is wrong is said with its place', () => {
  const fieldsOf = (value: unknown): string[] => {
    const read = readEvent(value, now);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(fieldsOf({ ...good, person: { pnc: '15/101A' } }), ['person.pnc']);
  assert.deepEqual(fieldsOf({ ...good, happenedAt: '2026-11-02 09:15' }), ['happenedAt']);
  assert.deepEqual(fieldsOf({ ...good, happenedAt: '2026-02-30T09:15:00Z' }), ['happenedAt']);
  assert.deepEqual(fieldsOf({ ...good, person: { familyName: 'Example' } }), ['person']);
  assert.deepEqual(fieldsOf({ ...good, person: { familyName: 'Example', bornOn: '1990-02-30' } }), [
    'person.bornOn',
  ]);
  assert.deepEqual(fieldsOf({ ...good, extra: 1 }), ['extra']);
  assert.deepEqual(fieldsOf({ ...good, id: '' }), ['id']);
  assert.deepEqual(fieldsOf('text'), ['event']);
});

test('whatever is sent, it is read or said to be wrong, and never thrown at', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ id: fc.anything(), kind: fc.anything(), person: fc.anything() })),
      (value) => {
        const read = readEvent(value, now);
        assert.ok('errors' in read ? read.errors.length > 0 : read.event.id.length > 0);
      },
    ),
  );
});
