import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, addMonths, daysBetween } from '../../kernel/clock.ts';
import { standingsPart } from '../decisions/published.ts';
import { readAgreementForm } from './form-rules.ts';
import {
  closedBy,
  coverOf,
  expiryOf,
  expiryWords,
  problemOfDecision,
  problemsOfAgreement,
  problemsOfReview,
  problemsOfVariation,
  problemsOfVariationSignature,
  signaturesOf,
  stateOfAgreement,
  transitions,
  waitingWords,
  warningsOn,
} from './rules.ts';
import type { Agreement, AgreementInput, PartyInput, Variation } from './types.ts';
import { beforeExpiry } from './views.ts';

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

const warnings = (today: string) => warningsOn({ months: [12, 6, 3] }, today);

test('warnings come at 12, 6 and 3 months; the smallest that was reached counts', () => {
  const at = (today: string) =>
    expiryOf({ startsOn: '2024-01-01', expiresOn: '2026-12-31', endedOn: null }, warnings(today), today);
  assert.equal(at('2025-12-30')?.within, undefined);
  assert.equal(at('2025-12-31')?.within, '12 months');
  assert.equal(at('2026-06-30')?.within, '6 months');
  assert.equal(at('2026-09-30')?.within, '3 months');
  assert.equal(at('2026-09-30')?.isLast, true);
  assert.equal(at('2026-06-30')?.isLast, false);
  assert.equal(at('2026-12-31')?.within, '3 months');
  assert.equal(at('2027-01-01')?.within, undefined);
});

test('a rule in days still warns', () => {
  const rule = warningsOn({ days: [30, 90, 60] }, '2026-10-02');
  assert.deepEqual(
    rule.map(({ words }) => words),
    ['90 days', '60 days', '30 days'],
  );
  const expiry = expiryOf(
    { startsOn: '2026-01-01', expiresOn: '2026-12-31', endedOn: null },
    rule,
    '2026-10-02',
  );
  assert.equal(expiry?.within, '90 days');
});

test('whatever the days, a warning is the smallest whose reach holds the last day', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 900 }), (today, left) => {
      const expiresOn = addDays(today, left);
      const found = expiryOf({ startsOn: '2000-01-01', expiresOn, endedOn: null }, warnings(today), today);
      const expected = [3, 6, 12].find((months) => addMonths(expiresOn, -months) <= today);
      assert.equal(found?.within, expected === undefined ? undefined : `${expected} months`);
    }),
  );
});

test('decision 08/2020: certified on 20 January 2020, 71 days before the agreement expired', () => {
  assert.equal(daysBetween('2020-01-20', '2020-03-31'), 71);
  const expiry = expiryOf(
    { startsOn: '2015-03-01', expiresOn: '2020-03-31', endedOn: null },
    warnings('2020-01-20'),
    '2020-01-20',
  );
  assert.equal(expiryWords(expiry), '71 days left');
  assert.equal(expiry?.within, '3 months');
});

// Decision 08/2020, summary 1 and 3: expires on 31 March 2020, extended by no more than 12 months.
test('the chain of decisions 2015/11 and 08/2020: until 31 March 2021 at the latest, and not a day longer', () => {
  const vary = (expiresOn: string, agreedOn = '2020-01-20', today = '2020-01-28') =>
    problemsOfVariation(
      { startsOn: '2015-03-01', expiresOn: '2020-03-31', varyMonths: null },
      { agreedOn, expiresOn, reviewOn: null, atMostMonths: 12 },
      today,
    ).map(({ text }) => text);
  assert.deepEqual(vary('2021-03-31'), []);
  assert.deepEqual(vary('2021-04-01'), [
    'That is longer than allowed: the new last day is 31 March 2021 at the latest',
  ]);
  assert.deepEqual(vary('2021-03-31', '2020-04-01', '2020-04-02'), [
    'The agreement had expired by then: an expired agreement cannot be varied',
  ]);
});

test('a variation never lengthens an agreement beyond the stricter of its bounds', () => {
  const months = fc.option(fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(
      anyDay,
      months,
      months,
      fc.integer({ min: 1, max: 2500 }),
      (expiresOn, own, allowed, more) => {
        const to = addDays(expiresOn, more);
        const wrong = problemsOfVariation(
          { startsOn: addDays(expiresOn, -400), expiresOn, varyMonths: own },
          { agreedOn: addDays(expiresOn, -10), expiresOn: to, reviewOn: null, atMostMonths: allowed },
          addDays(expiresOn, -5),
        ).length;
        const bounds = [own, allowed].filter((one) => one !== null).map((one) => addMonths(expiresOn, one));
        assert.equal(
          wrong > 0,
          bounds.some((bound) => to > bound),
        );
      },
    ),
  );
});

test('a collaboration is in force only once every party has signed; what has expired has expired', () => {
  fc.assert(
    fc.property(anyDay, fc.nat(1000), anyDay, fc.nat(3), (startsOn, length, today, unsigned) => {
      const expiresOn = addDays(startsOn, length);
      const state = stateOfAgreement(
        { startsOn, expiresOn, endedOn: null, kind: 'section-22a', unsigned },
        today,
      );
      if (today > expiresOn) assert.equal(state, 'expired');
      else if (unsigned > 0) assert.equal(state, 'waiting');
      else assert.equal(state, today < startsOn ? 'not-started' : 'in-force');
    }),
  );
  assert.equal(transitions.waiting.vary, undefined);
  assert.equal(transitions.expired.vary, undefined);
});

const body = (name: string, kind: PartyInput['kind'], force: string | null) =>
  party(name, { agencyId: null, categories: [], kind: kind ?? null, force });

test('section 22A: of each force that takes part, the policing body and the chief officer', () => {
  const problemsOf = (...parties: PartyInput[]) =>
    problemsOfAgreement(agreement({ kind: 'section-22a', parties }), '2026-02-01').map(({ text }) => text);
  const norfolk = [body('PCC N', 'policing-body', 'Norfolk'), body('CC N', 'chief-officer', 'Norfolk')];
  const suffolk = [body('PCC S', 'policing-body', 'Suffolk'), body('CC S', 'chief-officer', 'Suffolk')];
  assert.deepEqual(problemsOf(...norfolk, ...suffolk), []);
  assert.deepEqual(problemsOf(...norfolk, ...suffolk.slice(0, 1)), [
    'The chief officer of Suffolk is missing',
  ]);
  assert.deepEqual(problemsOf(...norfolk, ...suffolk.slice(1)), ['The policing body of Suffolk is missing']);
  assert.deepEqual(problemsOf(...norfolk.slice(0, 1), ...suffolk.slice(0, 1)), []);
  assert.match(
    problemsOf(body('A', 'other', null), body('B', 'other', null)).join(),
    /needs a policing body/,
  );
  assert.match(problemsOf(body('PCC', 'policing-body', null), ...suffolk).join(), /Enter the force of PCC/);
});

test('a signature of a variation falls between its proposal and the last day before it', () => {
  const fields = (signedOn: string, today = '2020-04-10') =>
    problemsOfVariationSignature({ agreedOn: '2020-01-20', wasExpiresOn: '2020-03-31' }, signedOn, today)
      .length;
  assert.equal(fields('2020-03-31'), 0);
  assert.equal(fields('2020-04-01'), 1);
  assert.equal(fields('2020-01-19'), 1);
  assert.equal(fields('2020-02-01', '2020-01-31'), 1);
});

test('the form of a collaboration reads its parties by line, and a review keeps to the term', () => {
  const read = readAgreementForm(
    {
      ...{ kind: 'section-22a', reference: 'S 1', title: 'T', purpose: 'P', gateway: 'G', functions: 'F' },
      ...{ startsOn: '2026-01-01', expiresOn: '2027-01-01' },
      bodyNames: ['PCC N', '', 'CC N'],
      bodyKinds: ['policing-body', '', 'chief-officer'],
      bodyForces: ['Norfolk', '', 'Norfolk'],
    },
    [],
    '2026-02-01',
  );
  assert.ok('input' in read);
  assert.deepEqual(
    read.input.parties.map(({ name, kind, force }) => [name, kind, force]),
    [
      ['PCC N', 'policing-body', 'Norfolk'],
      ['CC N', 'chief-officer', 'Norfolk'],
    ],
  );
  const term = { startsOn: '2026-01-01', expiresOn: '2026-12-31' };
  const review = (heldOn: string, nextOn: string | null) =>
    problemsOfReview(term, { heldOn, nextOn }, '2026-06-01').map(({ field }) => field);
  assert.deepEqual(review('2026-05-01', '2026-11-01'), []);
  assert.deepEqual(review('2026-06-02', null), ['heldOn']);
  assert.deepEqual(review('2026-05-01', '2027-01-01'), ['nextOn']);
});

test('what a force lacks is said at the line of its other party; a party speaks for the agency chosen', () => {
  const form = {
    ...{ kind: 'section-22a', reference: 'S 1', title: 'T', purpose: 'P', gateway: 'G', functions: 'F' },
    ...{ startsOn: '2026-01-01', expiresOn: '2027-01-01' },
    bodyNames: ['PCC N', '', 'CC N', 'PCC S'],
    bodyKinds: ['policing-body', '', 'chief-officer', 'policing-body'],
    bodyForces: ['Norfolk', '', 'Norfolk', 'Suffolk'],
    bodyAgencies: ['', '', '7', '8'],
  };
  const agencies = [{ id: 7, name: 'Constabulary' }];
  const read = readAgreementForm(form, agencies, '2026-02-01');
  assert.ok('errors' in read);
  assert.deepEqual(read.errors, [{ field: 'bodyNames-3', text: 'The chief officer of Suffolk is missing' }]);
  const whole = readAgreementForm({ ...form, bodyNames: form.bodyNames.slice(0, 3) }, agencies, '2026-02-01');
  assert.ok('input' in whole);
  assert.deepEqual(
    whole.input.parties.map(({ agencyId }) => agencyId),
    [null, 7],
  );
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

test('the decision behind a variation is looked for in the register', () => {
  const named = { decision: '2026/07', decisionNote: null };
  assert.equal(problemOfDecision(1, named, [])?.field, 'decisionNote');
  assert.equal(problemOfDecision(1, { ...named, decisionNote: 'In the files' }, []), undefined);
  assert.equal(problemOfDecision(1, named, [{ agreementId: null, state: 'approved' }])?.field, 'decision');
  assert.equal(problemOfDecision(1, named, [{ agreementId: 1, state: 'draft' }])?.field, 'decision');
  assert.equal(problemOfDecision(1, named, [{ agreementId: 1, state: 'approved' }]), undefined);
});

test('an agreement that all have signed, or that is over, waits for no notice', () => {
  const none = { body: 'PCC Norfolk', decisionId: null, number: null, state: null, decidedOn: null };
  assert.match(String(standingsPart([none])), /waits for/);
  for (const agreed of ['signed', 'over'] as const)
    assert.doesNotMatch(String(standingsPart([none], agreed)), /waits for/);
});

test('the warning before the last day says what would happen, and what waits', () => {
  const shares = { agreement: { kind: 'information-sharing' } as Agreement, variations: [] };
  assert.match(beforeExpiry(shares), /Vary it before then, or what it shares closes/);
  const none = { agreement: { kind: 'section-22a' } as Agreement, variations: [] };
  assert.doesNotMatch(beforeExpiry(none), /what it shares/);
  const waiting = { number: 2, state: 'waiting' } as Variation;
  assert.match(beforeExpiry({ ...none, variations: [waiting] }), /Variation 2 waits for signatures/);
});
