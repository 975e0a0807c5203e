import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { transitions as candidateTransitions } from '../selection/rules.ts';
import {
  agendaCloses,
  answers,
  beforeItsDay,
  mayAddTo,
  maySign,
  meetingToday,
  misfit,
  missingForQuorum,
  movedDayProblem,
  readDecision,
  readMeeting,
  sentence,
  signingProblem,
  stateOf,
  transitions,
  viewProblem,
} from './rules.ts';
import { attendanceStates, type Decision, type Question, questions } from './types.ts';

const rule = {
  quorum: 2,
  reasons: {
    adopt: ['meets-threshold'],
    decline: ['below-priority'],
    'de-select': ['risk-reduced'],
    defer: ['more-information'],
  },
};

test('a held meeting allows nothing; decisions and attendance need an issued agenda', () => {
  assert.deepEqual(transitions.held, {});
  assert.equal(transitions.planned.decide, undefined);
  assert.equal(transitions.planned.attend, undefined);
  assert.equal(transitions.issued.decide, 'issued');
  assert.equal(transitions.issued.issue, undefined);
});

test('every answer moves a proposed candidate by the candidates’ own table', () => {
  for (const act of Object.values(answers.adopt))
    assert.ok(act && candidateTransitions.proposed[act] !== undefined);
  assert.equal(candidateTransitions.adopted[answers['de-select']['de-select'] ?? 'adopt'], 'set-aside');
});

test('below quorum until enough have attended, whatever apologies and invitations there are', () => {
  const attendance = fc.array(
    fc.record({ staffId: fc.integer({ min: 1, max: 99 }), state: fc.constantFrom(...attendanceStates) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(attendance, fc.integer({ min: 1, max: 6 }), (given, quorum) => {
      const attended = given.filter(({ state }) => state === 'attended').length;
      assert.equal(missingForQuorum({ quorum }, given) === 0, attended >= quorum);
    }),
  );
});

test('the chair of this meeting or who manages the scheme signs, nobody else', () => {
  const holding = (...rights: string[]) => ({ staffId: 7, may: (right: string) => rights.includes(right) });
  assert.ok(maySign(holding('panel:decide'), { chairId: 7 }));
  assert.ok(!maySign(holding('panel:decide'), { chairId: 8 }));
  assert.ok(maySign(holding('panel:decide', 'panel:prepare'), { chairId: 8 }));
  assert.ok(!maySign(holding('panel:prepare'), { chairId: 7 }));
});

test('access by the agenda ends seven days after the meeting, in winter and in summer', () => {
  assert.equal(agendaCloses('2026-11-10').toISOString(), '2026-11-18T00:00:00.000Z');
  assert.equal(agendaCloses('2026-07-10').toISOString(), '2026-07-17T23:00:00.000Z');
});

test('a decision needs an answer to the question, its reason and words', () => {
  const adopt = { id: 1, question: 'adopt' as const };
  const full = {
    decision: 'adopt',
    reasonCode: 'meets-threshold',
    reason: 'Because',
    strand: 'fixed',
    base: '3',
  };
  assert.deepEqual(readDecision(adopt, 2, full, rule), {
    input: {
      itemId: 1,
      version: 2,
      decision: 'adopt',
      reasonCode: 'meets-threshold',
      reason: 'Because',
      strand: 'fixed',
      baseId: 3,
    },
  });
  const fieldsOf = (form: object, question: Question = 'adopt') => {
    const read = readDecision({ id: 1, question }, 2, { ...full, ...form }, rule);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(fieldsOf({ decision: 'de-select' }), ['decision']);
  assert.deepEqual(fieldsOf({}, 'de-select'), ['decision']);
  assert.deepEqual(fieldsOf({ reasonCode: 'below-priority', reason: ' ' }), ['reasonCode', 'reason']);
  assert.deepEqual(fieldsOf({ strand: '', base: 'x' }), ['strand', 'base']);
  assert.deepEqual(fieldsOf({ decision: 'keep', reasonCode: '' }, 'de-select'), []);
  for (const question of questions)
    for (const decision of Object.keys(answers[question]) as Decision[])
      assert.deepEqual(
        fieldsOf(
          {
            decision,
            reasonCode: rule.reasons[decision as 'adopt']?.[0],
            ...(decision === 'adopt' || decision === 'change' ? {} : { strand: '' }),
          },
          question,
        ),
        [],
      );
  // A tier chosen with another answer than "change" is refused, not dropped.
  assert.deepEqual(fieldsOf({ decision: 'keep', reasonCode: '', tier: 'gold', strand: '' }, 'review'), [
    'tier',
  ]);
});

test('an answer is offered where it fits: nobody on the scheme is taken back, nobody off it changed', () => {
  const fitting = (state: 'member' | 'suspended' | undefined) =>
    (Object.keys(answers.review) as Decision[]).filter(
      (decision) => misfit('review', decision, state && { state }) === undefined,
    );
  assert.deepEqual(fitting('member'), ['keep', 'change', 'suspend', 'de-select', 'defer']);
  assert.deepEqual(fitting('suspended'), ['keep', 'change', 're-enter', 'de-select', 'defer']);
  assert.deepEqual(fitting(undefined), ['keep', 're-enter', 'defer']);
  for (const decision of Object.keys(answers['re-enter']) as Decision[])
    assert.equal(misfit('re-enter', decision, undefined), undefined);
});

test('what somebody typed ends with one full stop, a view comes before the meeting, one closed before its day was called off', () => {
  assert.deepEqual(['recorded', 'recorded.', ' Why? '].map(sentence), ['recorded.', 'recorded.', 'Why?']);
  const meeting = { state: 'issued' as const, heldOn: '2026-11-10', closedAt: null };
  assert.equal(viewProblem(meeting, null, '2026-11-10'), undefined);
  assert.match(viewProblem(meeting, null, '2026-11-11') ?? '', /before the meeting/);
  assert.match(viewProblem({ ...meeting, state: 'held' }, null, '2026-11-09') ?? '', /before the meeting/);
  assert.match(viewProblem(meeting, 'adopt', '2026-11-09') ?? '', /before the decision/);
  assert.equal(
    stateOf({ ...meeting, state: 'held', closedAt: new Date('2026-11-09T12:00:00Z') }),
    'Called off',
  );
  assert.equal(stateOf({ ...meeting, state: 'held', closedAt: new Date('2026-11-10T12:00:00Z') }), 'Held');
});

test('a meeting is planned ahead, with a chair and guests from the lists', () => {
  const choices = { bases: [1], chairs: [5], staff: [5, 6] };
  assert.deepEqual(
    readMeeting(
      { heldOn: '2026-12-01', base: '', chair: '5', invited: ['6', '5', '6'] },
      choices,
      '2026-11-02',
    ),
    {
      input: { heldOn: '2026-12-01', baseId: null, chairId: 5, invited: [6] },
    },
  );
  const read = readMeeting(
    { heldOn: '2026-10-01', base: '9', chair: '6', invited: ['8'] },
    choices,
    '2026-11-02',
  );
  assert.deepEqual('errors' in read && read.errors.map(({ field }) => field), [
    'heldOn',
    'base',
    'chair',
    'invited',
  ]);
});

test('an issued agenda takes new names only from who prepares panels and opens access; a held one from nobody', () => {
  const actor = (...rights: string[]) => ({ may: (right: string) => rights.includes(right) });
  assert.ok(mayAddTo(actor('candidate:propose'), { state: 'planned' }));
  assert.ok(!mayAddTo(actor('candidate:propose', 'panel:prepare'), { state: 'issued' }));
  assert.ok(!mayAddTo(actor('access:open'), { state: 'issued' }));
  assert.ok(mayAddTo(actor('panel:prepare', 'access:open'), { state: 'issued' }));
  assert.ok(!mayAddTo(actor('panel:prepare', 'access:open'), { state: 'held' }));
});

test('Today says of a panel when it is, how many are on it and how many wait; due from a week before', () => {
  const meeting = { heldOn: '2026-12-01', state: 'issued' as const, items: 8, undecided: 2 };
  assert.deepEqual(meetingToday(meeting, '2026-11-23'), {
    group: 'ahead',
    title: 'Panel on 1 December 2026: 8 people, 2 to decide',
  });
  assert.equal(meetingToday(meeting, '2026-11-24').group, 'due');
  assert.match(meetingToday({ ...meeting, items: 1 }, '2026-11-24').title, /: 1 person, /);
  assert.match(
    meetingToday({ ...meeting, unconfirmed: true }, '2026-12-01').title,
    /if you are there, say so/,
  );
  const empty = { ...meeting, items: 0, undecided: 0 };
  assert.match(meetingToday({ ...empty, state: 'planned' }, '2026-11-24').title, /not issued yet/);
  assert.match(meetingToday(empty, '2026-11-24').title, /nobody on it whom you may see/);
});

test('a decision is signed by somebody who was there, and once somebody of another agency has said that they are', () => {
  const at = (staffId: number, agencyId: number, state: 'attended' | 'invited', isConfirmed = false) => ({
    staffId,
    name: `Person ${staffId}`,
    agency: `Agency ${agencyId}`,
    agencyId,
    state,
    confirmedAt: isConfirmed ? new Date('2026-11-02T10:00:00Z') : null,
  });
  const own = [at(1, 10, 'attended', true), at(2, 10, 'attended', true)];
  const signer = { staffId: 1, agencyId: 10 };
  assert.match(signingProblem(signer, own) ?? '', /Nobody of another agency than yours attended/);
  assert.match(signingProblem(signer, [...own, at(3, 11, 'invited')]) ?? '', /another agency/);
  assert.match(
    signingProblem(signer, [...own, at(3, 11, 'attended'), at(4, 12, 'attended')]) ?? '',
    /Person 3 \(Agency 11\) or Person 4 \(Agency 12\) must press “I am here”/,
  );
  const full = [...own, at(3, 11, 'attended', true)];
  assert.equal(signingProblem(signer, full), undefined);
  assert.match(signingProblem({ staffId: 4, agencyId: 11 }, full) ?? '', /not recorded/);
  assert.match(signingProblem(signer, full, [1]) ?? '', /You signed the decision/);
});

test('nobody signs on their own word alone, whatever they enter about others', () => {
  const entered = fc.array(
    fc.record({
      staffId: fc.integer({ min: 1, max: 9 }),
      agencyId: fc.integer({ min: 1, max: 4 }),
      state: fc.constantFrom(...attendanceStates),
      confirmedAt: fc.constantFrom(null, new Date('2026-11-02T10:00:00Z')),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(entered, fc.integer({ min: 1, max: 4 }), (given, agencyId) => {
      const attendance = given.map((one) => ({ ...one, name: 'Somebody', agency: 'An agency' }));
      if (signingProblem({ staffId: 1, agencyId }, attendance) === undefined)
        assert.ok(
          given.some(
            (one) => one.state === 'attended' && one.confirmedAt !== null && one.agencyId !== agencyId,
          ),
        );
    }),
  );
});

test('nothing is attended or decided before its day; the date may be put at most a week back', () => {
  assert.match(beforeItsDay({ heldOn: '2026-12-01' }, '2026-11-30') ?? '', /1 December 2026/);
  assert.equal(beforeItsDay({ heldOn: '2026-12-01' }, '2026-12-01'), undefined);
  assert.equal(movedDayProblem('2026-11-25', '2026-12-01'), undefined);
  for (const day of ['2026-11-23', '2029-01-01', 'tomorrow', ''])
    assert.notEqual(movedDayProblem(day, '2026-12-01'), undefined);
});
