import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  amendmentsOf,
  daysWaited,
  isOpen,
  offeredOutcomes,
  readReasonForm,
  readReferralForm,
  readReportForm,
  readSessionForm,
  readToldForm,
  reportDueOn,
  sessionMoves,
  transitions,
} from './rules.ts';
import { type ReferralInput, type ReferralMove, referralStates, sharables } from './types.ts';

const rule = {
  categories: [{ code: 'ete', name: 'Work', pathways: ['ete'] }],
  outcomes: [
    { code: 'begins', category: 'ete', text: 'Begins' },
    { code: 'retired', category: 'ete', text: 'Obtains', deprecatedAt: '2025-04-03' },
    { code: 'other', category: 'family', text: 'Gets on' },
  ],
};
const choices = {
  rule,
  pathways: ['ete'],
  categories: ['ete'],
  today: '2026-11-02',
  mayShareOffence: true,
};
const form = {
  category: 'ete',
  pathway: 'ete',
  need: 'Never had a job',
  goal: 'A start somewhere',
  outcomes: ['begins'],
  handling: 'partners',
};

describe('the lifecycle', () => {
  test('every move leads to a known state, and what has ended stays ended but for a refusal sent again', () => {
    for (const state of referralStates)
      for (const next of Object.values(transitions[state])) assert.ok(referralStates.includes(next));
    for (const state of ['withdrawn', 'cancelled', 'ended-early', 'completed'] as const)
      assert.deepEqual(transitions[state], {});
    assert.deepEqual(transitions.declined, { send: 'sent' });
  });

  test('the referrer can withdraw at any time before the end, and every open state is left by somebody', () => {
    for (const state of referralStates.filter((one) => isOpen(one) || one === 'draft'))
      assert.equal(transitions[state].withdraw, 'withdrawn', state);
  });

  test('any walk through the table keeps access and state together: open after sending, until an end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 30 }), (picks) => {
        let state: (typeof referralStates)[number] = 'draft';
        let open = false;
        for (const pick of picks) {
          const moves = Object.entries(transitions[state]) as [ReferralMove, typeof state][];
          if (moves.length === 0) break;
          const [move, next] = moves[pick % moves.length] as [ReferralMove, typeof state];
          if (move === 'send') open = true;
          if (['decline', 'withdraw', 'cancel', 'complete', 'end-early'].includes(move)) open = false;
          state = next;
          assert.equal(isOpen(state), open, `${move} to ${state}`);
        }
      }),
    );
  });
});

describe('the form', () => {
  test('shares nothing that is not ticked, whatever stands in its field', () => {
    fc.assert(
      fc.property(fc.subarray([...sharables]), fc.boolean(), (share, mayShareOffence) => {
        const filled = {
          ...form,
          share,
          contact: '01632 960999',
          risk: 'yes',
          riskWords: 'Two workers',
          availability: 'Mornings',
          language: 'Polish',
          offence: 'Burglary',
          offenceWhy: 'The workshop has tools',
        };
        const read = readReferralForm(filled, { ...choices, mayShareOffence });
        assert.ok('input' in read);
        const { input } = read;
        assert.equal(input.contactDetails !== null, share.includes('contact'));
        assert.equal(input.staffRisk !== null, share.includes('risk'));
        assert.equal(input.staffRiskWords !== null, share.includes('risk'));
        assert.equal(input.availability !== null, share.includes('availability'));
        assert.equal(input.language !== null, share.includes('language'));
        assert.equal(input.offenceType !== null, share.includes('offence') && mayShareOffence);
        assert.equal(input.offenceWhy !== null, input.offenceType !== null);
      }),
    );
  });

  test('a ticked offence needs a reason, a risk to staff what to do about it', () => {
    const read = readReferralForm(
      { ...form, share: ['offence', 'risk'], offence: 'Theft', risk: 'yes' },
      choices,
    );
    assert.ok('errors' in read);
    assert.deepEqual(read.errors.map(({ field }) => field).sort(), ['offenceWhy', 'riskWords']);
  });

  test('says what is missing, field by field', () => {
    const read = readReferralForm({}, choices);
    assert.ok('errors' in read);
    assert.deepEqual(read.errors.map(({ field }) => field).sort(), [
      'category',
      'goal',
      'handling',
      'need',
      'pathway',
    ]);
    const without = readReferralForm({ ...form, outcomes: ['other', 'retired'] }, choices);
    assert.ok('errors' in without);
    assert.deepEqual(
      without.errors.map(({ field }) => field),
      ['outcomes'],
    );
  });

  test('a retired outcome is offered only where it stands already', () => {
    const codes = (today: string, present: string[] = []): string[] =>
      offeredOutcomes(rule, 'ete', today, present).map(({ code }) => code);
    assert.deepEqual(codes('2026-11-02'), ['begins']);
    assert.deepEqual(codes('2025-04-02'), ['begins', 'retired']);
    assert.deepEqual(codes('2026-11-02', ['retired']), ['begins', 'retired']);
  });
});

test('an amendment keeps the old and the new of each field that changed, and of no other', () => {
  const was: ReferralInput = {
    category: 'ete',
    pathway: 'ete',
    need: 'Work',
    goal: 'A start',
    outcomes: ['b', 'a'],
    handling: 'partners',
    contactDetails: null,
    staffRisk: 'no',
    staffRiskWords: null,
    availability: 'Mornings',
    language: null,
    offenceType: null,
    offenceWhy: null,
  };
  assert.deepEqual(amendmentsOf(was, { ...was, outcomes: ['a', 'b'] }), []);
  assert.deepEqual(amendmentsOf(was, { ...was, availability: null, outcomes: ['a'] }), [
    { field: 'outcomes', was: 'a, b', became: 'a' },
    { field: 'availability', was: 'Mornings', became: null },
  ]);
});

describe('sessions', () => {
  const now = new Date('2026-11-02T09:00:00Z');
  const ahead = { day: '2026-11-05', time: '10:00' };
  const past = { day: '2026-10-30', time: '10:00', feedback: 'Went well' };

  test('one that lies ahead is planned, one that has passed has an attendance', () => {
    assert.ok('input' in readSessionForm({ ...ahead, state: 'planned' }, undefined, now));
    assert.ok('errors' in readSessionForm({ ...ahead, state: 'attended', feedback: 'x' }, undefined, now));
    assert.ok('input' in readSessionForm({ ...past, state: 'failed' }, undefined, now));
    assert.ok('errors' in readSessionForm({ ...past, state: 'planned' }, undefined, now));
    assert.ok('errors' in readSessionForm({ ...past, state: 'attended', feedback: ' ' }, undefined, now));
  });

  test('times that do not exist or exist twice are refused', () => {
    for (const [day, time] of [
      ['2027-03-28', '01:30'],
      ['2026-10-25', '01:30'],
      ['2026-02-30', '10:00'],
      ['2026-11-05', '25:00'],
    ])
      assert.ok(
        'errors' in readSessionForm({ day, time, state: 'planned' }, undefined, now),
        `${day} ${time}`,
      );
  });

  test('what was called off stays so', () => {
    assert.deepEqual(sessionMoves['called-off'], []);
    assert.ok('errors' in readSessionForm({ ...ahead, state: 'planned' }, 'called-off', now));
  });

  test('the report is due so many days after the last session, and not while one is planned', () => {
    const at = (day: string) => new Date(`${day}T10:00:00Z`);
    assert.equal(reportDueOn([], 10), undefined);
    assert.equal(
      reportDueOn(
        [
          { at: at('2026-10-01'), state: 'attended' },
          { at: at('2026-10-08'), state: 'failed' },
          { at: at('2026-10-15'), state: 'called-off' },
        ],
        10,
      ),
      '2026-10-18',
    );
    assert.equal(
      reportDueOn(
        [
          { at: at('2026-10-01'), state: 'attended' },
          { at: at('2026-11-09'), state: 'planned' },
        ],
        10,
      ),
      undefined,
    );
  });
});

test('a report says something of every desired outcome, and why it ended early', () => {
  const read = readReportForm(
    { ending: 'end-early', summary: 'Ten sessions', 'level-0': 'achieved' },
    ['a', 'b'],
    ['moved'],
  );
  assert.ok('errors' in read);
  assert.deepEqual(read.errors.map(({ field }) => field).sort(), ['level-1', 'reasonCode']);
  const done = readReportForm(
    {
      ending: 'complete',
      summary: 'Ten sessions',
      'level-0': 'achieved',
      'level-1': 'partly',
      'words-1': ' nearly ',
    },
    ['a', 'b'],
    ['moved'],
  );
  assert.ok('input' in done);
  assert.deepEqual(done.input.outcomes, [
    { code: 'a', level: 'achieved', words: null },
    { code: 'b', level: 'partly', words: 'nearly' },
  ]);
});

test('another reason needs words', () => {
  assert.ok('errors' in readReasonForm({ reasonCode: 'other' }, ['other', 'moved']));
  assert.ok('errors' in readReasonForm({ reasonCode: 'invented', reason: 'x' }, ['other', 'moved']));
  assert.ok('input' in readReasonForm({ reasonCode: 'moved' }, ['other', 'moved']));
});

test('days waited stop with the answer', () => {
  const sentAt = new Date('2026-10-20T10:00:00Z');
  assert.equal(daysWaited({ sentAt }, '2026-11-02'), 13);
  assert.equal(daysWaited({ sentAt, answeredAt: new Date('2026-10-22T10:00:00Z') }, '2026-11-02'), 2);
  assert.equal(daysWaited({ sentAt: null }, '2026-11-02'), undefined);
});

test('what a provider said: only what can be said now, with a reason where it is a no or an early end', () => {
  const fieldsOf = (form: Parameters<typeof readToldForm>[0], state: 'sent' | 'started'): string[] => {
    const read = readToldForm(form, state, ['moved', 'other']);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(fieldsOf({ move: 'complete', reason: 'x' }, 'sent'), ['move']);
  assert.deepEqual(fieldsOf({ move: 'accept' }, 'sent'), []);
  assert.deepEqual(fieldsOf({ move: 'decline' }, 'sent'), ['reasonCode']);
  assert.deepEqual(fieldsOf({ move: 'complete' }, 'started'), ['reason']);
  assert.deepEqual(fieldsOf({ move: 'end-early', reasonCode: 'moved', reason: 'Left' }, 'started'), []);
});
