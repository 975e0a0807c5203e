import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdsSecret } from '../stopped-words.ts';
import {
  allowedMoves,
  lateMailText,
  lateness,
  readMove,
  readTasking,
  transitions,
  whomToTell,
} from './rules.ts';
import type { TaskingMove, TaskingState } from './types.ts';

const states = Object.keys(transitions) as TaskingState[];
const now = new Date('2026-11-02T09:00:00Z');

test('nothing unanswered is forgotten: late is exactly what waits past its time', () => {
  const at = fc.integer({ min: -100, max: 100 }).map((hours) => new Date(now.getTime() + hours * 3_600_000));
  fc.assert(
    fc.property(fc.constantFrom(...states), at, at, (state, answerBy, dueAt) => {
      const late = lateness({ state, answerBy, dueAt }, now);
      assert.equal(late === 'unanswered', state === 'asked' && answerBy < now);
      assert.equal(late === 'overdue', state === 'accepted' && dueAt < now);
    }),
  );
});

test('whoever is neither asking nor asked may do nothing; every state but an end has a way on', () => {
  for (const state of states) {
    assert.deepEqual(allowedMoves(state, { isAsker: false, isAsked: false }), []);
    assert.ok(allowedMoves(state, { isAsker: true, isAsked: true }).length > 0, state);
  }
  const asker: TaskingMove[] = ['withdraw', 'again'];
  fc.assert(
    fc.property(fc.constantFrom(...states), (state) => {
      for (const move of allowedMoves(state, { isAsker: true, isAsked: false }))
        assert.ok(asker.includes(move));
      for (const move of allowedMoves(state, { isAsker: false, isAsked: true }))
        assert.ok(!asker.includes(move));
    }),
  );
});

test('it is asked of somebody known, ahead, and answered before it is due', () => {
  const to = { teams: [{ id: 3, name: 'A' }], agencies: [{ id: 2, name: 'B' }] };
  const form = {
    to: 'team:3',
    what: 'Look',
    answerDay: '2026-11-02',
    answerTime: '12:00',
    dueDay: '2026-11-02',
    dueTime: '18:00',
  };
  const read = readTasking(form, to, null, now);
  assert.ok('input' in read);
  assert.deepEqual([read.input.toTeamId, read.input.toAgencyId], [3, null]);
  for (const wrong of [
    { to: 'agency:3' },
    { what: '' },
    { answerTime: '08:00' },
    { dueTime: '11:00' },
    { dueTime: 'x' },
  ])
    assert.ok('errors' in readTasking({ ...form, ...wrong }, to, null, now), JSON.stringify(wrong));
  assert.ok(
    'errors' in readMove({}, 'return') &&
      'errors' in readMove({}, 'finish') &&
      'input' in readMove({}, 'accept'),
  );
});

test('whoever asked is told at once, supervisors after the time of the rule, each once for each time that passed', () => {
  const forAt = new Date('2026-11-02T09:00:00Z');
  const one = { id: 1, askedBy: 5, late: 'unanswered' as const, forAt };
  const rule = { supervisors: ['scheme-manager'], tellSupervisorsAfterMinutes: 60 };
  const at = (minutes: number): Date => new Date(forAt.getTime() + minutes * 60_000);
  const around = { rule, supervisors: [5, 8], told: [] };
  assert.deepEqual(whomToTell(one, around, at(59)), [5]);
  assert.deepEqual(whomToTell(one, around, at(60)), [5, 8]);
  assert.deepEqual(whomToTell(one, { ...around, rule: undefined }, at(600)), [5], 'nothing is invented');
  const told = [{ taskingId: 1, staffId: 5, late: 'unanswered' as const, forAt }];
  assert.deepEqual(whomToTell(one, { ...around, told }, at(60)), [8]);
  assert.deepEqual(whomToTell({ ...one, forAt: at(30) }, { ...around, told }, at(59)), [5], 'asked again');
  assert.match(
    lateMailText(1, undefined).body,
    /a tasking waits longer than was asked\. Sign in to see it\./,
  );
});

test('what is asked and what is answered carries no marking, source, illness or victim', () => {
  const to = { teams: [{ id: 3, name: 'A' }], agencies: [] };
  const form = {
    to: 'team:3',
    answerDay: '2026-11-02',
    answerTime: '12:00',
    dueDay: '2026-11-02',
    dueTime: '18:00',
  };
  for (const what of [
    'Our informant says he is there: look',
    'See whether he takes his methadone',
    'Ask the victim',
  ]) {
    const read = readTasking({ ...form, what }, to, null, now);
    assert.deepEqual('errors' in read && read.errors.map(({ field }) => field), ['what'], what);
  }
  assert.ok('errors' in readMove({ words: 'Our informant says he has left' }, 'finish'));
  assert.ok('input' in readMove({ words: 'Nobody there' }, 'finish'));
  assert.ok('errors' in readMove({ words: 'He has his methadone from there' }, 'finish'));
  const kept = readMove({ words: 'The victim opened', keptBecause: 'She asked for a call' }, 'finish');
  assert.equal('input' in kept && kept.input.keptBecause, 'She asked for a call');
  assert.equal(holdsSecret({ what: 'TOP SECRET: look', words: ['x'] }), true);
  assert.equal(holdsSecret({ what: 'Look', conditionWords: ['MARKED SECRET'] }), true);
  assert.equal(holdsSecret({ what: 'Look at the shop' }), false);
});
