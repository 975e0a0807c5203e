import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isToldAsWritten, mayBeTold, partsOf, zoneBody } from './part-rules.ts';
import { hereOf, lacking, readBriefing, readItem, readWhy, timeOf, transitions } from './rules.ts';
import type { Facts } from './types.ts';
import { zoneMap } from './zone-map.ts';

const now = new Date('2026-11-02T09:00:00Z');
const rule = {
  mostHours: 72,
  areas: [{ code: 'a', name: 'A', kind: 'shift' as const, team: 'T', beats: ['IP'] }],
};
const form = { area: 'a', fromDay: '2026-11-02', fromTime: '07:00', hours: '12', words: '' };

test('a briefing always ends, within the rule, and after now', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5, max: 200 }), fc.integer({ min: 0, max: 23 }), (hours, hour) => {
      const typed = { ...form, hours: String(hours), fromTime: `${String(hour).padStart(2, '0')}:00` };
      const read = readBriefing(typed, rule, now);
      if ('errors' in read) return;
      const { fromAt, untilAt } = read.input;
      assert.ok(untilAt > now && untilAt > fromAt);
      assert.ok(untilAt.getTime() - fromAt.getTime() <= rule.mostHours * 3_600_000);
    }),
  );
  for (const wrong of [
    { area: 'zz' },
    { fromTime: '7am' },
    { hours: '73' },
    { hours: '0' },
    { fromDay: '2026-10-01' },
  ])
    assert.ok('errors' in readBriefing({ ...form, ...wrong }, rule, now), JSON.stringify(wrong));
});

const source = fc.record({
  id: fc.integer({ min: 1, max: 9 }),
  personId: fc.constantFrom(1, 2, 3),
  agencyId: fc.integer({ min: 1, max: 4 }),
  handling: fc.constantFrom('partners', 'statutory', 'named', 'own'),
  namedAgencies: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
});

test('a protective zone never gives its name or places, whatever they are', () => {
  const zone = fc.record({
    name: fc.string({ minLength: 1 }).map((text) => `SECRET ${text}`),
    places: fc.array(fc.constantFrom('SECRET Hall', '4 SECRET Lane'), { maxLength: 2 }),
    boundary: fc.array(
      fc.tuple(fc.double({ min: 50, max: 55, noNaN: true }), fc.double({ min: -3, max: 2, noNaN: true })),
      { maxLength: 5 },
    ),
    protective: fc.boolean(),
  });
  fc.assert(
    fc.property(zone, fc.integer({ min: 1, max: 9 }), (one, number) => {
      const told = zoneBody(one, number);
      assert.ok(told.text.startsWith(`Zone ${number}`));
      assert.equal(JSON.stringify(told).includes('SECRET'), !one.protective);
    }),
  );
  const careless = { name: 'Home of the victim', places: ['4 Elm Road'], boundary: [], protective: false };
  assert.equal(zoneBody(careless, 2).text, 'Zone 2');
});

test('the map of a zone draws its boundary and says nothing but its number and size', () => {
  const { text, corners } = zoneBody(
    {
      name: 'Jane',
      places: ['Elm Road'],
      boundary: [
        [52.1, 1.1],
        [52.11, 1.12],
        [52.1, 1.13],
      ],
      protective: true,
    },
    2,
  );
  const drawn = String(zoneMap(text, corners ?? []));
  assert.match(
    drawn,
    /<svg[^>]*aria-label="Boundary of Zone 2, about 2\.05 km from west to east and 1\.11 km/,
  );
  assert.match(drawn, /<polygon points="[\d., ]+"/);
  assert.doesNotMatch(drawn, /Jane|Elm|52\.1/);
  assert.equal(String(zoneMap('Zone 1', corners?.slice(0, 2) ?? [])), '');
});

test('no part is looser than what it was taken from, nor about anybody who is not in the briefing', () => {
  const warning = source.chain((one) =>
    fc.constantFrom('to-staff', 'self-harm').map((kind) => ({ ...one, kind })),
  );
  fc.assert(
    fc.property(fc.array(warning), (warnings) => {
      const facts: Facts = {
        identities: [],
        photos: [],
        addresses: [],
        conditions: [],
        curfews: [],
        curfewAddresses: [],
        tags: [],
        zones: [],
        warnings,
        reports: [],
      };
      const items = [
        { id: 10, personId: 1, reportIds: [], toldConditions: [] },
        { id: 11, personId: 2, reportIds: [], toldConditions: [] },
      ];
      const parts = partsOf(items, facts, new Map([['to-staff', 'Risk to staff']]));
      const told = warnings.filter(({ kind, personId }) => kind === 'to-staff' && personId !== 3);
      assert.equal(parts.length, told.length);
      for (const part of parts)
        assert.ok(
          told.some(
            (one) =>
              one.personId === part.personId &&
              one.id === part.sourceId &&
              one.agencyId === part.agencyId &&
              one.handling === part.handling &&
              one.namedAgencies === part.namedAgencies,
          ),
        );
    }),
  );
});

test('a condition is told as the library has it, or in chosen words; never of health, victims or a protected place', () => {
  const of = (category: string, wording: string, kind = 'additional', asWritten = true) => ({
    kind,
    category,
    wording,
    asWritten,
  });
  const patrol = of('Freedom of movement', 'Do not enter the Market Hall.');
  assert.equal(isToldAsWritten(patrol), true);
  assert.equal(mayBeTold(patrol, false), false);
  for (const never of [
    of('Freedom of movement', 'Do not enter the road where your victim lives.'),
    of('Electronic monitoring', 'Drink no alcohol, and wear a tag that shows it.'),
    of('Contact with a person', 'Do not contact Ann.'),
    of('Drugs, alcohol and solvents', 'Go where directed.', 'bespoke', false),
  ]) {
    assert.equal(isToldAsWritten(never), false, never.wording);
    assert.equal(mayBeTold(never, false), false, never.wording);
  }
  for (const own of [
    of('Freedom of movement', 'Do not enter [4 Elm Road].', 'additional', false),
    of('Freedom of movement', 'Stay away from the school.', 'bespoke', false),
  ]) {
    assert.equal(isToldAsWritten(own), false, own.wording);
    assert.equal(mayBeTold(own, false), true, own.wording);
    assert.equal(mayBeTold(own, true), false, own.wording);
  }
});

test('what was filled in for one person is told where somebody ticked it, in the words that they typed if they did', () => {
  const form = { lookFor: 'A red van', callWhom: 'Ann, 01632 960150' };
  const own = [
    { id: 7, words: 'Carry no keys of 4 Elm Road' },
    { id: 8, words: 'Carry no ladder' },
  ];
  const told = (values: object) => {
    const read = readItem({ ...form, ...values }, [], own);
    return 'input' in read ? read.input.toldConditions : read.errors;
  };
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ conditions: ['8'] }), [own[1]]);
  assert.deepEqual(told({ conditions: ['7'], conditionWords: ['No keys but his own', ''] }), [
    { id: 7, words: 'No keys but his own' },
  ]);
  // Another person's is none of theirs.
  assert.deepEqual(told({ conditions: ['9'] }), []);
});

test('words of health or a victim are asked about, kept with a reason; sources are stopped with none', () => {
  const form = { lookFor: 'A red van', callWhom: 'Ann, 01632 960150' };
  for (const lookFor of [
    'He takes methadone',
    'Her mental health is poor',
    'Looks for the victim',
    'Near the refuge',
  ]) {
    const read = readItem({ ...form, lookFor }, []);
    assert.deepEqual('errors' in read && read.errors.map(({ field }) => field), ['lookFor'], lookFor);
    const kept = readItem({ ...form, lookFor, keptBecause: 'He is violent without it' }, []);
    assert.equal('input' in kept && kept.input.keptBecause, 'He is violent without it', lookFor);
  }
  const plain = readItem({ ...form, keptBecause: 'Left over' }, []);
  assert.equal('input' in plain && plain.input.keptBecause, null);
  const source = readItem({ ...form, lookFor: 'Our informant says he has a van', keptBecause: 'x' }, []);
  assert.ok('errors' in source && source.errors.some(({ field }) => field === 'lookFor'));
  const shift = readBriefing(
    {
      ...form,
      area: 'a',
      fromDay: '2026-11-02',
      fromTime: '7:00',
      hours: '12',
      words: 'The informant is about',
    },
    rule,
    now,
  );
  assert.ok('errors' in shift && shift.errors.some(({ field }) => field === 'words'));
  assert.ok(
    'errors' in readWhy('The victim lives there', 'why', 'x') && 'errors' in readWhy(' ', 'why', 'x'),
  );
  assert.deepEqual(readWhy(' Wrong shift ', 'why', 'x'), { why: 'Wrong shift' });
});

test('a time is taken as people type it', () => {
  for (const [typed, time] of [
    ['7:00', '07:00'],
    ['7.05', '07:05'],
    ['0730', '07:30'],
    ['19:30', '19:30'],
    ['noon', 'noon'],
  ])
    assert.equal(timeOf(typed ?? ''), time);
  const read = readBriefing({ ...form, fromTime: '7:00' }, rule, now);
  assert.equal('input' in read && read.input.fromAt.toISOString(), '2026-11-02T07:00:00.000Z');
});

test('what is lacking is said of each person; nothing ended can be changed', () => {
  const item = { name: 'Ann Lee', stands: true, lookFor: 'x', callWhom: 'y' };
  const until = { untilAt: new Date('2026-11-03T09:00:00Z') };
  assert.deepEqual(lacking(until, [item], now), []);
  assert.equal(lacking(until, [], now).length, 1);
  assert.equal(lacking({ untilAt: now }, [{ ...item, stands: false, lookFor: '' }], now).length, 3);
  assert.deepEqual(transitions.withdrawn, { again: 'withdrawn' });
  assert.deepEqual(hereOf({ lives: false, offends: true }), ['offends']);
});
