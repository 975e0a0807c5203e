import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../kernel/clock.ts';
import {
  closedBy,
  coverOf,
  expiryOf,
  expiryWords,
  problemsOfAgreement,
  problemsOfVariation,
  signaturesOf,
  stateOfAgreement,
  waitingWords,
} from './rules.ts';
import type { AgreementInput, PartyInput } from './types.ts';

const party = (name: string, more: Partial<PartyInput> = {}): PartyInput => ({
  agencyId: 1,
  name,
  categories: ['plan'],
  signedAs: null,
  signedOn: '2026-01-01',
  ...more,
});

const agreement = (more: Partial<AgreementInput> = {}): AgreementInput => ({
  reference: 'ISA 1',
  kind: 'information-sharing',
  title: 'T',
  purpose: 'P',
  gateway: 'G',
  startsOn: '2026-01-01',
  datesNote: null,
  expiresOn: '2026-12-31',
  reviewOn: '2026-06-01',
  parties: [party('A'), party('B')],
  earlier: [],
  example: false,
  ...more,
});

const anyDay = fc.integer({ min: -2000, max: 2000 }).map((days) => addDays('2026-01-01', days));

test('in force to the end of its last day, and not a day longer', () => {
  fc.assert(
    fc.property(anyDay, fc.nat(1000), anyDay, (startsOn, length, today) => {
      const expiresOn = addDays(startsOn, length);
      const state = stateOfAgreement({ startsOn, expiresOn, endedOn: null }, today);
      const expected = today < startsOn ? 'not-started' : today > expiresOn ? 'expired' : 'in-force';
      assert.equal(state, expected);
    }),
  );
});

test('a cover holds on exactly the days on which the agreement is in force and the party has signed', () => {
  fc.assert(
    fc.property(anyDay, fc.nat(1000), anyDay, anyDay, (startsOn, length, signedOn, today) => {
      const expiresOn = addDays(startsOn, length);
      const covers = coverOf({ ...agreement(), startsOn, expiresOn }, party('A', { signedOn }));
      const covered = covers.some(({ from, to }) => from <= today && (to === null || to > today));
      const inForce = stateOfAgreement({ startsOn, expiresOn, endedOn: null }, today) === 'in-force';
      assert.equal(covered, inForce && signedOn <= today);
    }),
  );
});

test('the unsigned, other bodies and section 22A agreements are covered for nothing', () => {
  assert.deepEqual(coverOf(agreement(), party('A', { signedOn: null })), []);
  assert.deepEqual(coverOf(agreement(), party('A', { agencyId: null })), []);
  assert.deepEqual(coverOf(agreement({ kind: 'section-22a' }), party('A')), []);
});

test('warnings come at 90, 60 and 30 days; the smallest that was reached counts', () => {
  const within = (today: string) =>
    expiryOf({ startsOn: '2026-01-01', expiresOn: '2026-12-31', endedOn: null }, [90, 60, 30], today)?.within;
  assert.equal(within('2026-10-01'), undefined);
  assert.equal(within('2026-10-02'), 90);
  assert.equal(within('2026-11-01'), 60);
  assert.equal(within('2026-12-31'), 30);
  assert.equal(within('2027-01-01'), undefined);
});

test('decision 08/2020: certified on 20 January 2020, 71 days before the agreement expired', () => {
  assert.equal(daysBetween('2020-01-20', '2020-03-31'), 71);
  const expiry = expiryOf(
    { startsOn: '2015-03-01', expiresOn: '2020-03-31', endedOn: null },
    [90, 60, 30],
    '2020-01-20',
  );
  assert.equal(expiryWords(expiry), '71 days left');
  assert.equal(expiry?.within, 90);
});

test('what cannot be registered', () => {
  const fieldsOf = (more: Partial<AgreementInput>) =>
    problemsOfAgreement(agreement(more), '2026-02-01').map((problem) => problem.field);
  assert.deepEqual(fieldsOf({}), []);
  assert.deepEqual(fieldsOf({ expiresOn: '2025-12-31' }), ['expiresOn']);
  assert.deepEqual(fieldsOf({ expiresOn: null }), ['expiresOn']);
  assert.deepEqual(fieldsOf({ parties: [party('A')] }), ['parties']);
  assert.deepEqual(fieldsOf({ parties: [party('A'), party('B', { signedOn: '2026-02-02' })] }), ['signedOn']);
  const late = { agreedOn: '2027-01-01', expiresOn: '2028-01-01', what: 'W', decision: null };
  assert.deepEqual(fieldsOf({ earlier: [late] }), ['earlier']);
});

test('a variation is agreed by today and ends ahead of it', () => {
  const fieldsOf = (agreedOn: string, expiresOn: string) =>
    problemsOfVariation(
      { startsOn: '2026-01-01', expiresOn: '2026-12-31' },
      { agreedOn, expiresOn, reviewOn: null },
      '2026-06-01',
    ).map((problem) => problem.field);
  assert.deepEqual(fieldsOf('2026-05-01', '2027-12-31'), []);
  assert.deepEqual(fieldsOf('2026-06-02', '2027-12-31'), ['agreedOn']);
  assert.deepEqual(fieldsOf('2026-05-01', '2026-05-31'), ['expiresOn']);
});

test('closed is what nothing else covers', () => {
  const closed = closedBy(
    [{ agencyId: 1, name: 'A', categories: ['plan', 'risk'] }],
    new Set(['1:plan', '2:risk']),
  );
  assert.deepEqual(closed, [{ name: 'A', categories: ['risk'] }]);
});

test('until all have signed an agreement waits for signatures, whatever its dates say', () => {
  const unsigned = party('A', { signedOn: null });
  const words = (...parties: PartyInput[]) => waitingWords('in-force', signaturesOf(parties));
  assert.equal(words(unsigned, unsigned), 'Waiting for signatures (0 of 2)');
  assert.equal(words(unsigned, party('B')), 'Waiting for signatures (1 of 2)');
  assert.equal(words(party('A'), party('B', { signedOn: null, signedAs: 'Chief Executive' })), undefined);
  for (const state of ['ending', 'expired', 'ended'] as const)
    assert.equal(waitingWords(state, { parties: 2, unsigned: 2 }), undefined);
});
