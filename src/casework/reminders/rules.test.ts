import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { londonDay, londonInstant, showMoment } from '../../kernel/clock.ts';
import { lengthErrors, readChoice, readConsent } from './form-rules.ts';
import { dueAt, isQuiet, nextDue, stepsDue, whyNoReminder } from './rules.ts';
import type { ReminderFacts, ReminderRule, ReminderStep } from './types.ts';
import { fill, sayDay, sayTime, wordingFaults, wordNotSaid, workerFirstName } from './words.ts';

const rule: ReminderRule = {
  steps: [
    { code: 'day-before', daysBefore: 1, at: '17:00' },
    { code: 'hours-before', hoursBefore: 2 },
  ],
  quiet: { from: '21:00', to: '08:00' },
  kinds: ['office'],
  wordings: [
    {
      code: 'plain',
      name: 'Plain',
      version: 1,
      text: 'Hi {first_name}, you are seeing {worker} on {day} at {time}{place}. Ring {phone}.',
    },
  ],
  emailSubject: 'A reminder',
  maxParts: 2,
  places: [{ recorded: 'Probation office', said: '12 Example Street' }],
  teams: [{ team: 'Norwich team', said: 'the Norwich team', phone: '01632 960180' }],
  neverSay: ['180°'],
};

const at = (day: string, time: string): Date => {
  const found = londonInstant(day, time);
  assert.ok(found, `${day} ${time}`);
  return found;
};
const shown = (moment: Date | undefined): string => (moment === undefined ? 'none' : showMoment(moment));
const [dayBefore, hoursBefore] = rule.steps as [ReminderStep, ReminderStep];
const due = (day: string, time: string, step: ReminderStep): string =>
  shown(dueAt(at(day, time), step, rule.quiet));

test('a reminder comes so many days or hours before, and never at night', () => {
  assert.equal(due('2026-11-10', '14:00', dayBefore), '9 Nov 2026, 17:00');
  assert.equal(due('2026-11-10', '14:00', hoursBefore), '10 Nov 2026, 12:00');
  assert.equal(due('2026-11-10', '09:00', hoursBefore), '10 Nov 2026, 08:00', 'when the night ends');
  assert.equal(due('2026-11-10', '08:15', hoursBefore), '9 Nov 2026, 20:30', 'or before it began');
  assert.equal(due('2026-11-10', '23:30', hoursBefore), '10 Nov 2026, 20:30');
});

test('across both changes of the clock it goes by what London’s clocks show', () => {
  // Sunday 29 March 2026: 01:00 becomes 02:00. Sunday 25 October 2026: 02:00 becomes 01:00.
  assert.equal(due('2026-03-29', '10:00', dayBefore), '28 Mar 2026, 17:00');
  assert.equal(due('2026-03-30', '10:00', dayBefore), '29 Mar 2026, 17:00');
  assert.equal(due('2026-10-26', '10:00', dayBefore), '25 Oct 2026, 17:00');
  assert.equal(due('2026-03-29', '09:00', hoursBefore), '29 Mar 2026, 08:00');
  const night: ReminderStep = { code: 'night', daysBefore: 0, at: '01:30' };
  assert.equal(
    shown(dueAt(at('2026-03-29', '10:00'), night, { from: '21:00', to: '01:00' })),
    '29 Mar 2026, 02:00',
    'the half hour that is skipped: the next that there is',
  );
  assert.equal(
    shown(dueAt(at('2026-10-25', '10:00'), night, { from: '21:00', to: '01:00' })),
    '25 Oct 2026, 02:00',
    'the half hour that comes twice: the next that is plain',
  );
});

const clock = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), quarter: fc.constantFrom('00', '15', '30', '45') })
  .map(({ hour, quarter }) => `${String(hour).padStart(2, '0')}:${quarter}`);
const step: fc.Arbitrary<ReminderStep> = fc.oneof(
  fc.record({ code: fc.constant('d'), daysBefore: fc.integer({ min: 0, max: 7 }), at: clock }),
  fc.record({ code: fc.constant('h'), hoursBefore: fc.integer({ min: 1, max: 72 }) }),
);
const moment = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2027-12-31T00:00:00Z'),
  noInvalidDate: true,
});

test('whatever the rule: never at night, at least half an hour before, and never much later than meant', () => {
  fc.assert(
    fc.property(moment, step, fc.record({ from: clock, to: clock }), (appointment, one, quiet) => {
      const found = dueAt(appointment, one, quiet);
      if (found === undefined) return;
      assert.ok(!isQuiet(found, quiet), `${shown(found)} in ${quiet.from}–${quiet.to}`);
      assert.ok(appointment.getTime() - found.getTime() >= 30 * 60_000);
    }),
    { numRuns: 500 },
  );
});

test('a step is due from its time for three hours, and not at night', () => {
  const appointment = at('2026-11-10', '14:00');
  const codes = (day: string, time: string): string[] =>
    stepsDue(appointment, rule, at(day, time)).map(({ code }) => code);
  assert.deepEqual(codes('2026-11-09', '16:59'), []);
  assert.deepEqual(codes('2026-11-09', '17:00'), ['day-before']);
  assert.deepEqual(codes('2026-11-09', '20:00'), ['day-before']);
  assert.deepEqual(codes('2026-11-09', '20:01'), []);
  assert.deepEqual(codes('2026-11-10', '12:05'), ['hours-before']);
  assert.deepEqual(codes('2026-11-10', '13:45'), [], 'too late to be of use');
  assert.equal(shown(nextDue(appointment, rule, at('2026-11-09', '18:00'))), '10 Nov 2026, 12:00');
});

const now = at('2026-11-02', '09:00');
const facts: ReminderFacts = {
  contactId: 1,
  personId: 1,
  schemeId: 1,
  agencyId: 1,
  handling: 'partners',
  namedAgencies: [],
  staffId: 1,
  contactState: 'planned',
  at: at('2026-11-03', '10:00'),
  kind: 'office',
  place: null,
  firstName: 'Aaron',
  worker: 'PC Lucy Grange',
  team: 'Norwich team',
  active: true,
  inCustody: false,
  consentId: 1,
  consentState: 'given',
  channel: 'text',
  purposes: ['reminders'],
  shared: false,
  wording: 'plain',
  broken: null,
  choice: null,
  words: null,
};

test('nobody is reminded who has not agreed, is in custody, has left, or was to be met unannounced', () => {
  assert.equal(whyNoReminder(facts, rule, now), undefined);
  const world = fc.record({
    contactState: fc.constantFrom('planned', 'recorded', 'cancelled', 'withdrawn'),
    kind: fc.constantFrom('office', 'unannounced', 'phone'),
    active: fc.boolean(),
    inCustody: fc.boolean(),
    consentState: fc.constantFrom('given' as const, 'withdrawn' as const, 'replaced' as const),
    purposes: fc.subarray(['reminders' as const, 'messages' as const]),
    wording: fc.constantFrom(null, 'plain'),
    broken: fc.constantFrom(null, 'no-such-address'),
    choice: fc.constantFrom(null, 'send' as const, 'skip' as const),
    at: fc.constantFrom(at('2026-11-01', '10:00'), facts.at),
  });
  fc.assert(
    fc.property(world, (some) => {
      const may =
        some.contactState === 'planned' &&
        some.at > now &&
        some.kind === 'office' &&
        some.active &&
        !some.inCustody &&
        some.consentState === 'given' &&
        some.purposes.includes('reminders') &&
        some.broken === null &&
        (some.choice === 'send' || (some.choice === null && some.wording !== null));
      assert.equal(whyNoReminder({ ...facts, ...some }, rule, now) === undefined, may);
    }),
    { numRuns: 1_000 },
  );
  // Whatever the scheme's rule says.
  const kinds = { kinds: ['office', 'unannounced'] };
  assert.equal(whyNoReminder({ ...facts, kind: 'unannounced' }, kinds, now), 'unannounced');
});

const plain = rule.wordings[0]?.text ?? '';
const saying = { ...facts, place: 'Probation office' };

test('a message says the first name, day, time, a place by its public name, and whom to ring', () => {
  assert.equal(
    fill(plain, rule, saying),
    'Hi Aaron, you are seeing Lucy on Tuesday 3 November at 10am at 12 Example Street. Ring 01632 960180.',
  );
  assert.doesNotMatch(fill(plain, rule, { ...saying, place: 'Probation hostel' }), /robation/);
  assert.equal(sayTime(at('2026-11-03', '12:00')), 'midday');
  assert.equal(sayTime(at('2026-07-03', '14:30')), '2.30pm');
  assert.equal(sayTime(at('2026-07-03', '00:05')), '12.05am');
  assert.equal(sayDay(at('2026-07-03', '00:05')), 'Friday 3 July');
  for (const [name, first] of [
    ['PC Lucy Grange', 'Lucy'],
    ['Inspector Helen Ashdown', 'Helen'],
    ['Martin Osei', 'Martin'],
    ['Sgt Dunnett', 'somebody'],
    ['PC 1234', 'somebody'],
  ])
    assert.equal(workerFirstName(name ?? ''), first);
});

test('to an address that somebody else sees it says whom to ring, whatever else is true', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), moment, (words, firstName, worker, day) => {
      const text = fill(words, rule, { ...saying, firstName, worker, at: day, shared: true });
      assert.equal(text, 'Please ring the Norwich team.');
    }),
  );
});

test('no wording says why they are seen', () => {
  for (const text of [
    'Your probation appointment',
    'See your OFFENDER manager',
    'the 180° team',
    'A tag check',
  ])
    assert.notEqual(wordNotSaid(text, rule), undefined, text);
  assert.equal(wordNotSaid(plain, rule), undefined);
  assert.equal(wordNotSaid('The stage at the policy centre', rule), undefined, 'whole words only');
  assert.match(wordingFaults('On {date} at {time}', rule, false).join(), /\{date\}.*is not one of/);
  assert.match(wordingFaults('See you soon', rule, true).join(), /Keep \{day\} and \{time\}/);
  assert.match(wordingFaults('{day} {time', rule, true).join(), /\{time/);
  assert.deepEqual(wordingFaults(plain, rule, true), []);
  assert.deepEqual(readChoice({ choice: 'skip', words: 'police' }, rule), {
    input: { choice: 'skip', words: null },
  });
  assert.match(lengthErrors('text', 'ł'.repeat(140), rule)[0]?.text ?? '', /3 parts, because ł/);
  assert.deepEqual(lengthErrors('email', 'ł'.repeat(140), rule), []);
});

test('what they agreed to is complete, or says what is missing', () => {
  const context = { today: '2026-11-02', agencies: [1, 2] };
  const form = {
    channel: 'text',
    address: '07700 900123',
    shared: 'no',
    purposes: ['reminders'],
    told: 'We can text you',
    askedOn: '2026-11-01',
    askedHow: 'in-person',
    handling: 'partners',
    agreed: ['yes'],
  };
  const read = readConsent(7, form, context);
  assert.equal('input' in read && read.input.address, '+447700900123');
  const fields = (more: object): string[] => {
    const wrong = readConsent(7, { ...form, ...more }, context);
    return 'errors' in wrong ? wrong.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(fields({ agreed: [] }), ['agreed']);
  assert.deepEqual(fields({ address: '01632 960180', askedOn: '2026-11-03' }), ['address', 'askedOn']);
  assert.deepEqual(fields({ channel: 'email' }), ['address']);
  assert.deepEqual(fields({ shared: '' }), ['shared']);
  assert.deepEqual(fields({ handling: 'named', named: [] }), ['named']);
  assert.equal(londonDay(now), '2026-11-02');
});
