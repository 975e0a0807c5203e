import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readLineForm, readMemberForm } from './forms.ts';
import {
  mayApprove,
  mayMeeting,
  mayMinutes,
  meetingTransitions,
  minutesTransitions,
  readAttendance,
  readItemForm,
  readMeetingForm,
  readMinutesForm,
  readPaperForm,
} from './meeting-rules.ts';
import type { MeetingState, MinutesState } from './types.ts';

const fieldsOf = (read: object): string[] =>
  'errors' in read ? (read.errors as { field: string }[]).map(({ field }) => field) : [];

describe('meetings', () => {
  const states: MeetingState[] = ['planned', 'held', 'cancelled'];
  const minutes: MinutesState[] = ['none', 'drafted', 'approved'];

  test('what may be done follows the tables, and nothing of a meeting whose minutes are approved', () => {
    for (const state of states)
      for (const minutesState of minutes) {
        const meeting = { state, minutesState };
        for (const act of ['change', 'prepare', 'hold', 'cancel', 'reinstate', 'unhold'] as const) {
          const may = mayMeeting(meeting, act);
          if (may) assert.ok(meetingTransitions[state][act] !== undefined);
          if (minutesState === 'approved') assert.equal(may, false, `${state} ${act}`);
        }
        for (const act of ['write', 'approve', 'open'] as const)
          assert.equal(
            mayMinutes(meeting, act),
            state === 'held' && minutesTransitions[minutesState][act] !== undefined,
          );
      }
  });

  test('a meeting that has minutes does not become unheld', () => {
    assert.equal(mayMeeting({ state: 'held', minutesState: 'none' }, 'unhold'), true);
    assert.equal(mayMeeting({ state: 'held', minutesState: 'drafted' }, 'unhold'), false);
  });

  test('nobody approves minutes that they wrote', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...states),
        fc.constantFrom(...minutes),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        (state, minutesState, minutesById, staffId) => {
          const may = mayApprove({ state, minutesState, minutesById }, staffId);
          assert.equal(may, state === 'held' && minutesState === 'drafted' && minutesById !== staffId);
        },
      ),
    );
  });

  test('day and time', () => {
    assert.deepEqual(fieldsOf(readMeetingForm({})), ['heldOn']);
    assert.deepEqual(fieldsOf(readMeetingForm({ heldOn: '2026-02-30', startsAt: '25:00' })), [
      'startsAt',
      'heldOn',
    ]);
    assert.deepEqual(readMeetingForm({ heldOn: '2026-03-02', startsAt: '09:30', place: ' Norwich ' }), {
      input: { heldOn: '2026-03-02', startsAt: '09:30', place: 'Norwich' },
    });
  });

  test('a number of the agenda is used once', () => {
    const form = { number: '2', title: 'Risks', purpose: 'decide' };
    const given = { others: [{ number: 1 }], decisions: [{ id: 7 }] };
    assert.ok('input' in readItemForm(form, 1, given));
    assert.deepEqual(fieldsOf(readItemForm({ ...form, number: '1' }, 1, given)), ['number']);
    assert.deepEqual(fieldsOf(readItemForm({ ...form, decision: '8' }, 1, given)), ['decision']);
    assert.deepEqual(fieldsOf(readItemForm({ ...form, purpose: 'x', number: '0' }, 1, given)), [
      'number',
      'purpose',
    ]);
  });

  test('only what is chosen of the board’s own seats is marked', () => {
    assert.deepEqual(
      readAttendance(['1:present', '2:', '3:apologies', '1:x', 'nonsense'], [{ id: 1 }, { id: 2 }]),
      [{ memberId: 1, came: 'present' }],
    );
  });
});

describe('papers and minutes', () => {
  const paper = {
    title: 'Costs',
    author: 'Chief finance officer',
    marking: 'official',
    body: 'What it costs.',
  };

  test('a marking above OFFICIAL says why; SECRET is not held here', () => {
    assert.ok('input' in readPaperForm(paper, 1, []));
    assert.deepEqual(fieldsOf(readPaperForm({ ...paper, marking: 'restricted' }, 1, [])), ['markingReason']);
    const secret = readPaperForm({ ...paper, marking: 'SECRET' }, 1, []);
    assert.ok('errors' in secret && /SECRET and above/.test(secret.errors[0]?.text ?? ''));
  });

  test('a number by which somebody is known is refused, a decision’s is not', () => {
    for (const number of ['2010/0123456A', 'X320741', 'A1234BC'])
      assert.deepEqual(
        fieldsOf(readPaperForm({ ...paper, body: `About ${number}.` }, 1, [])),
        ['body'],
        number,
      );
    for (const fine of ['Decision 2015/11', 'PCC/0011/16', '08/2020', 'section 22A'])
      assert.ok('input' in readPaperForm({ ...paper, body: `About ${fine}.` }, 1, []), fine);
    assert.deepEqual(fieldsOf(readMinutesForm({ marking: 'official', minutes: 'A1234BC came.' })), [
      'minutes',
    ]);
  });

  test('claim cards by their numbers, each once', () => {
    const read = readPaperForm({ ...paper, claims: '3, 4;3 5' }, 1, []);
    assert.ok('input' in read);
    assert.deepEqual(read.input.claimIds, [3, 4, 5]);
    assert.deepEqual(fieldsOf(readPaperForm({ ...paper, claims: 'three' }, 1, [])), ['claims']);
  });
});

describe('forms of boards', () => {
  test('a line wants another board, of those that there are', () => {
    const boards = [{ id: 1 }, { id: 2 }];
    assert.ok('input' in readLineForm({ kind: 'reports-to', other: '2' }, 1, boards, []));
    assert.deepEqual(fieldsOf(readLineForm({ kind: 'reports-to', other: '1' }, 1, boards, [])), ['other']);
    assert.deepEqual(fieldsOf(readLineForm({}, 1, boards, [])), ['kind', 'other']);
    const backwards = { kind: 'follows', other: '2', fromOn: '2020-01-02', untilOn: '2020-01-01' };
    assert.deepEqual(fieldsOf(readLineForm(backwards, 1, boards, [])), ['untilOn']);
  });

  test('a seat says which body it represents', () => {
    const seat = { post: 'Chief Constable', role: 'member' };
    assert.deepEqual(fieldsOf(readMemberForm(seat, 1, [], [])), ['represents']);
    assert.deepEqual(
      fieldsOf(readMemberForm({ ...seat, represents: 'Police', staff: '9' }, 1, [{ id: 8 }], [])),
      ['staff'],
    );
  });
});
