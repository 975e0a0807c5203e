import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, dayStart, londonDay } from '../../kernel/clock.ts';
import { byDay, conditionsOfAVisit, daysOf, mapLink, mapQuery, mondayOf } from './rules.ts';
import type { Appointment } from './types.ts';

const day = fc
  .integer({ min: 0, max: 20_000 })
  .map((n) => new Date(Date.UTC(2000, 0, 1) + n * 86_400_000).toISOString().slice(0, 10));

test('a week begins on its Monday and holds the day it was asked for', () => {
  assert.equal(mondayOf('2026-11-02'), '2026-11-02');
  assert.equal(mondayOf('2026-11-01'), '2026-10-26');
  fc.assert(
    fc.property(day, (one) => {
      const week = daysOf('week', one);
      assert.equal(new Date(`${week[0]}T00:00:00Z`).getUTCDay(), 1);
      assert.equal(week.length, 7);
      assert.ok(week.includes(one));
      assert.deepEqual(daysOf('list', one)[6], addDays(one, 6));
    }),
  );
});

const appointment = (id: number, at: Date): Appointment => ({
  id,
  personId: 1,
  name: 'Aaron Blythe',
  staffId: 1,
  staff: 'PC',
  agency: 'Police',
  kind: 'home',
  state: 'planned',
  at,
  minutes: null,
  place: null,
  doubled: false,
  clashes: false,
});

test('an appointment stands under its day in London, through both changes of the clocks', () => {
  const days = daysOf('week', '2026-10-25');
  const late = appointment(1, new Date('2026-10-24T23:30:00Z'));
  const early = appointment(2, new Date('2026-10-25T23:30:00Z'));
  const shown = byDay(days, '2026-11-02', [early, late], [], () => []);
  // 24 October is still summer time: half past eleven UTC is the 25th in London. On the 25th it is not.
  assert.deepEqual(
    shown.find((one) => one.day === '2026-10-25')?.appointments.map(({ id }) => id),
    [1, 2],
  );
  fc.assert(
    fc.property(day, (one) => {
      assert.equal(londonDay(dayStart(one)), one);
      assert.notEqual(londonDay(new Date(dayStart(one).getTime() - 1)), one);
    }),
  );
});

test('what is overdue stands on today, else on the first day, and everything else on its own', () => {
  const due = (id: number, on: string) => ({
    what: 'step' as const,
    personId: 1,
    name: 'A',
    day: on,
    words: null,
    id,
  });
  const dues = [due(1, '2026-10-20'), due(2, '2026-11-03')];
  const shown = (today: string) =>
    byDay(['2026-11-02', '2026-11-03'], today, [], dues, () => []).map((one) => one.dues.map(({ id }) => id));
  assert.deepEqual(shown('2026-11-03'), [[], [1, 2]]);
  assert.deepEqual(shown('2026-12-01'), [[1], [2]]);
});

test('a map is asked for a postcode or a place, and never for a name', () => {
  assert.equal(mapQuery('Flat 2, 14 Mill Lane, NR3 1AB (Blythe)', 'Aaron Blythe'), 'NR3 1AB');
  assert.equal(mapQuery('Aaron’s mother, Mill Lane', 'Aaron Blythe'), 'mother, Mill Lane');
  assert.equal(mapQuery('Blythe', 'Aaron Blythe'), undefined);
  assert.equal(mapQuery(null, 'Aaron Blythe'), undefined);
  assert.equal(
    mapLink('Café Zoé, Norwich', 'Zoe Larter'),
    'https://www.openstreetmap.org/search?query=Caf%C3%A9+Norwich',
  );
  const word = fc.stringMatching(/^[\p{L}'’-]{2,12}$/u);
  const words = fc.array(word, { minLength: 1, maxLength: 4 });
  const plain = (text: string): string[] =>
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((part) => part.length > 1);
  fc.assert(
    fc.property(words, words, fc.nat({ max: 3 }), (name, place, at) => {
      const mixed = [...place.slice(0, at), ...name, ...place.slice(at)].join(' ');
      const query = mapQuery(mixed, name.join(' '));
      const asked = plain(query ?? '');
      for (const part of plain(name.join(' '))) assert.ok(!asked.includes(part), `${part} in ${query}`);
    }),
  );
});

test('of an order’s conditions those of a visit stand on paper, and none of treatment', () => {
  assert.deepEqual(
    conditionsOfAVisit([
      'Reside as approved',
      'Drug rehabilitation requirement, monitored',
      'Mental health treatment at an approved address',
      'No contact with the victim',
      'Unpaid work 120 hours',
    ]),
    ['Reside as approved', 'No contact with the victim'],
  );
});
