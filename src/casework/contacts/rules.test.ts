import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { londonDay } from '../../kernel/clock.ts';
import { startsEnforcement } from '../enforcement/rules.ts';
import {
  isToldAhead,
  mayHaveOutcome,
  outcomeFor,
  outcomeIsDue,
  readContactForm,
  readOutcomeForm,
  stateOfContact,
  transitions,
} from './rules.ts';
import { type ContactForm, contactOutcomes } from './types.ts';

const now = new Date('2026-11-02T09:00:00Z');
const choices = { kinds: ['home', 'office'], pathways: ['health'], agencies: [3, 4], staff: [7, 8] };
const good: ContactForm = {
  kind: 'home',
  day: '2026-11-01',
  time: '10:30',
  outcome: 'attended',
  note: 'Seen at home',
  handling: 'partners',
};

const fieldsOf = (form: ContactForm): string[] => {
  const read = readContactForm(1, form, choices, now);
  return 'errors' in read ? read.errors.map(({ field }) => field) : [];
};

test('a contact that has happened is read with its outcome and its words', () => {
  const read = readContactForm(1, good, choices, now);
  assert.ok('input' in read);
  assert.equal(read.input.at, '2026-11-01T10:30:00.000Z');
  assert.equal(read.input.outcome, 'attended');
  assert.equal(stateOfContact(read.input.at, now), 'recorded');
});

test('a contact that lies ahead has no outcome and needs no words', () => {
  const ahead = { ...good, day: '2026-11-03', outcome: '', note: '' };
  const read = readContactForm(1, ahead, choices, now);
  assert.ok('input' in read);
  assert.equal(read.input.outcome, null);
  assert.equal(stateOfContact(read.input.at, now), 'planned');
  assert.deepEqual(fieldsOf({ ...ahead, outcome: 'failed' }), ['outcome']);
  // Somebody who chose an outcome can take it back; once the time has passed there is one.
  assert.deepEqual(fieldsOf({ ...ahead, outcome: 'not-yet' }), []);
  assert.deepEqual(fieldsOf({ ...good, outcome: 'not-yet' }), ['outcome']);
});

test('every field at fault is named at once', () => {
  assert.deepEqual(fieldsOf({ minutes: '9999', pathway: 'none such' }).sort(), [
    'day',
    'handling',
    'kind',
    'minutes',
    'note',
    'outcome',
    'pathway',
  ]);
});

test('a time that the clocks skip is refused, and one that comes twice is asked about', () => {
  assert.deepEqual(fieldsOf({ ...good, day: '2026-03-29', time: '01:30' }), ['time']);
  assert.deepEqual(fieldsOf({ ...good, day: '2026-10-25', time: '01:30' }), ['which']);
  assert.deepEqual(fieldsOf({ ...good, day: '2026-10-25', time: '03:30' }), []);
  const at = (which: string): string | undefined => {
    const read = readContactForm(1, { ...good, day: '2026-10-25', time: '01:30', which }, choices, now);
    return 'input' in read ? read.input.at : undefined;
  };
  assert.equal(at('first'), '2026-10-25T00:30:00.000Z');
  assert.equal(at('second'), '2026-10-25T01:30:00.000Z');
});

test('named handling needs an agency of the list, and forgets the names under any other handling', () => {
  assert.deepEqual(fieldsOf({ ...good, handling: 'named', named: ['99'] }), ['named']);
  const read = readContactForm(1, { ...good, handling: 'named', named: ['4', '99'] }, choices, now);
  assert.ok('input' in read);
  assert.deepEqual(read.input.namedAgencies, [4]);
  const shared = readContactForm(1, { ...good, named: ['4'] }, choices, now);
  assert.ok('input' in shared);
  assert.deepEqual(shared.input.namedAgencies, []);
});

test('who else was there is only ever somebody of the list', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom('7', '8', '9', 'x'), fc.string())), (chosen) => {
      const read = readContactForm(1, { ...good, with: chosen }, choices, now);
      assert.ok('input' in read);
      assert.ok(
        read.input.withStaff.every((id) => choices.staff.includes(id) && chosen.includes(String(id))),
      );
    }),
  );
});

test('whatever is typed, the form gives an input or says what is wrong', () => {
  const any = fc.oneof(
    fc.string(),
    fc.constantFrom('home', '2026-11-01', '10:00', 'attended', 'partners', undefined),
  );
  fc.assert(
    fc.property(
      fc.record({ kind: any, day: any, time: any, outcome: any, note: any, handling: any, minutes: any }),
      (form) => {
        const read = readContactForm(1, form as ContactForm, choices, now);
        if ('errors' in read) assert.ok(read.errors.length > 0);
        else assert.equal(stateOfContact(read.input.at, now) === 'recorded', read.input.outcome !== null);
      },
    ),
  );
});

test('an outcome can be told from the day of the appointment on', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
      (at) => {
        const day = londonDay(at);
        assert.equal(outcomeIsDue(at, day), true);
        assert.equal(outcomeIsDue(at, '2019-12-31'), false);
      },
    ),
  );
});

test('that somebody came is told on the day; that they stayed away, not before the time', () => {
  const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, fc.integer({ min: -3_000, max: 3_000 }), (at, minutes) => {
      const now = new Date(at.getTime() + minutes * 60_000);
      for (const outcome of ['failed', 'acceptable-absence', 'none'] as const)
        assert.equal(mayHaveOutcome(at, outcome, now), minutes >= 0);
      assert.equal(mayHaveOutcome(at, 'attended', now), londonDay(at) <= londonDay(now));
    }),
  );
});

test('an absence may go without words; a visit may not', () => {
  assert.ok('errors' in readOutcomeForm({ outcome: 'attended', note: ' ' }));
  assert.ok('errors' in readOutcomeForm({ note: 'Seen' }));
  for (const outcome of contactOutcomes.filter((code) => code !== 'attended'))
    assert.ok('input' in readOutcomeForm({ outcome, note: '' }));
});

test('nothing leads out of withdrawn, and only a plan has an outcome to record', () => {
  assert.deepEqual(Object.keys(transitions.withdrawn), []);
  assert.equal(transitions.recorded['record-outcome'], undefined);
  assert.equal(transitions.planned['record-outcome'], 'recorded');
});

test('what lies ahead can be moved and cancelled, and what is cancelled is neither corrected nor an outcome', () => {
  assert.equal(transitions.planned.move, 'planned');
  assert.equal(transitions.planned.cancel, 'cancelled');
  for (const state of ['recorded', 'cancelled', 'withdrawn'] as const) {
    assert.equal(transitions[state].move, undefined);
    assert.equal(transitions[state].cancel, undefined);
  }
  assert.deepEqual(Object.keys(transitions.cancelled), ['withdraw']);
});

test('a failure starts enforcement where an order holds them and never where they take part by agreement', () => {
  const rule = {
    appointmentsOf: ['probation', 'police'],
    warnings: {},
    warningMonths: 12,
    action: { workingDays: 10, targetPercent: 70, label: 'x' },
    fixedTermDays: null,
    source: 'x',
  };
  const order = { orderType: 'licence' as const, from: '2026-01-01' };
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.constantFrom('probation', 'police', 'charity', 'prison'),
      fc.constantFrom(...contactOutcomes),
      fc.boolean(),
      (held, agencyKind, outcome, unannounced) => {
        const settled = outcomeFor({ unannounced }, outcome);
        if (unannounced) assert.notEqual(settled, 'failed');
        const start = startsEnforcement({
          rule: rule as never,
          agencyKind,
          handling: 'partners',
          orders: held ? [order as never] : [],
        });
        if (!held) assert.ok('because' in start, 'by agreement');
      },
    ),
  );
});

test('who is told ahead: everybody of everything but a visit that is not announced, or of a kind unknown', () => {
  assert.equal(isToldAhead({}), true);
  assert.equal(isToldAhead({ unannounced: true }), false);
  assert.equal(isToldAhead(undefined), false);
});

test('a text that is too long is refused with its length and is not cut', () => {
  const long = '漢'.repeat(20_001);
  const read = readContactForm(1, { ...good, note: long }, choices, now);
  assert.ok('errors' in read);
  assert.match(read.errors[0]?.text ?? '', /20,001 characters; 20,000 are kept/);
  assert.ok('input' in readContactForm(1, { ...good, note: '漢'.repeat(20_000) }, choices, now));
});

test('an acceptable absence needs a reason where the scheme lists some; a positive test says what was found', () => {
  const listed = { ...choices, absenceReasons: ['work'], substances: ['opiates'] };
  const fields = (form: ContactForm): string[] => {
    const read = readContactForm(1, { ...good, ...form }, listed, now);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(fields({ outcome: 'acceptable-absence' }), ['absence']);
  assert.deepEqual(fields({ outcome: 'acceptable-absence', absence: 'work' }), []);
  assert.deepEqual(fields({ test: 'taken' }), ['result']);
  assert.deepEqual(fields({ test: 'taken', result: 'positive' }), ['found']);
  assert.deepEqual(fields({ test: 'taken', result: 'positive', found: ['opiates'] }), []);
  // What is no choice of the form is said, never dropped: a test that was taken would be missing.
  assert.deepEqual(fields({ test: 'tooken' }), ['test']);
  assert.deepEqual(fields({ result: 'negative' }), ['test']);
  assert.deepEqual(fields({ test: 'taken', result: 'posative' }), ['result']);
  assert.deepEqual(fields({ test: 'taken', result: 'positive', found: ['opiates', 'oats'] }), ['found']);
  assert.deepEqual(fields({ test: '', result: '', found: [] }), []);
  const again = readOutcomeForm({ outcome: 'attended', note: 'Seen', test: 'tooken' }, listed);
  assert.deepEqual('errors' in again && again.errors.map(({ field }) => field), ['test']);
  const unasked = readContactForm(1, { ...good, test: 'taken' }, choices, now);
  assert.ok('input' in unasked && unasked.input.drugTest === undefined, 'who is not asked says nothing');
});
