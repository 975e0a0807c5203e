import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hereOf, isForPatrol, lacking, partsOf, readBriefing, transitions, zoneBody } from './rules.ts';
import type { Facts } from './types.ts';

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

test('a protective zone never gives its name, whatever it is called', () => {
  const zone = fc.record({
    name: fc.string({ minLength: 1 }).map((text) => `SECRET ${text}`),
    places: fc.array(fc.constantFrom('Market Hall', 'Mill Lane'), { maxLength: 2 }),
    boundary: fc.array(
      fc.tuple(fc.double({ min: 50, max: 55, noNaN: true }), fc.double({ min: -3, max: 2, noNaN: true })),
      { maxLength: 5 },
    ),
    protective: fc.boolean(),
  });
  fc.assert(
    fc.property(zone, (one) => {
      const told = JSON.stringify(zoneBody(one));
      assert.equal(told.includes('SECRET'), !one.protective);
    }),
  );
});

test('no part is looser than what it was taken from, nor about anybody who is not in the briefing', () => {
  const warning = source.chain((one) =>
    fc.constantFrom('to-staff', 'self-harm').map((kind) => ({ ...one, kind, why: 'x' })),
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
        { id: 10, personId: 1, reportIds: [] },
        { id: 11, personId: 2, reportIds: [] },
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

test('conditions of health, victims and one person alone are not told', () => {
  const of = (category: string, wording: string, kind = 'additional') =>
    isForPatrol({ kind, category, wording });
  assert.equal(of('Freedom of movement', 'Do not enter the Market Hall.'), true);
  assert.equal(of('Curfew', 'Stay at home.'), true);
  assert.equal(of('Freedom of movement', 'Do not enter the road where your victim lives.'), false);
  assert.equal(of('Electronic monitoring', 'Drink no alcohol, and wear a tag that shows it.'), false);
  assert.equal(of('Contact with a person', 'Do not contact Ann.'), false);
  assert.equal(of('Drugs, alcohol and solvents', 'Go where directed.'), false);
  assert.equal(of('Freedom of movement', 'Stay away from the school.', 'bespoke'), false);
});

test('what is lacking is said of each person; nothing ended can be changed', () => {
  const item = { name: 'Ann Lee', stands: true, lookFor: 'x', callWhom: 'y' };
  const until = { untilAt: new Date('2026-11-03T09:00:00Z') };
  assert.deepEqual(lacking(until, [item], now), []);
  assert.equal(lacking(until, [], now).length, 1);
  assert.equal(lacking({ untilAt: now }, [{ ...item, stands: false, lookFor: '' }], now).length, 3);
  assert.deepEqual(transitions.withdrawn, {});
  assert.deepEqual(hereOf({ lives: false, offends: true }), ['offends']);
});
