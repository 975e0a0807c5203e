import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fieldsToSend, leftOut, nextStates, readConcernForm, transitions } from './rules.ts';
import {
  type ConcernForm,
  fieldWords,
  optionalFields,
  type RecordValues,
  recordFields,
  type State,
  typedFields,
} from './types.ts';

const record: RecordValues = { member: 'RECORD-member', memberBorn: 'RECORD-born', lead: 'RECORD-lead' };
const complete: ConcernForm = {
  about: 'child',
  urgent: 'no',
  worry: 'Left alone at night',
  name: 'Example Child',
  send: ['name'],
};
const given = { record, sender: 'Ann, Example agency', ways: ['in-app', 'file'] as const };

test('the hub gets what was ticked and nothing else, whatever was typed or stands in the record', () => {
  const typed = fc.record(
    Object.fromEntries(typedFields.map((field) => [field, fc.constantFrom('', `TYPED-${field}`)])),
  );
  fc.assert(
    fc.property(typed, fc.subarray([...optionalFields]), (values, send) => {
      const form: ConcernForm = { ...complete, ...values, send };
      const sent = JSON.stringify(fieldsToSend(form, record, 'Ann'));
      for (const field of optionalFields) {
        const fromRecord = recordFields.find((name) => name === field);
        const value =
          fromRecord === undefined ? (values as Record<string, string>)[field] : record[fromRecord];
        const goes = send.includes(field) && (value ?? '') !== '';
        assert.equal(sent.includes(fieldWords[field]), goes, field);
        if ((value ?? '') !== '') assert.equal(sent.includes(`"${value}"`), goes, field);
        assert.equal(leftOut(form, record).includes(fieldWords[field]), !goes && (value ?? '') !== '', field);
      }
    }),
  );
});

test('urgent: the phone comes first, and who took the call is said', () => {
  const fields = (more: ConcernForm): string[] => {
    const read = readConcernForm({ ...complete, ...more }, given);
    return read.kind === 'errors' ? read.errors.map(({ field }) => field) : [read.kind];
  };
  assert.deepEqual(fields({}), ['input']);
  assert.deepEqual(fields({ urgent: 'yes' }), ['phoned']);
  assert.deepEqual(fields({ urgent: 'yes', phoned: 'Duty worker, 10:05' }), ['input']);
  assert.deepEqual(fields({ urgent: '' }), ['urgent']);
  assert.deepEqual(fields({ about: 'dog' }), ['about']);
  assert.deepEqual(fields({ worry: ' ' }), ['worry']);
  assert.deepEqual(fields({ worry: 'The informant is his aunt' }), ['worry']);
  assert.deepEqual(fields({ send: [] }), ['send']);
  assert.deepEqual(fields({ send: ['name', 'school'] }), ['school']);
  assert.deepEqual(fields({ worry: 'SECRET' }), ['secret']);
});

test('every state leads on to an end, and more is given by the sender alone', () => {
  const ends = (state: State, seen: readonly State[] = []): boolean =>
    transitions[state].length === 0 ||
    transitions[state].some((next) => !seen.includes(next) && ends(next, [...seen, state]));
  for (const state of Object.keys(transitions) as State[]) {
    assert.ok(ends(state), state);
    assert.ok(!nextStates(state, 'hub').includes('answered'));
    assert.ok(nextStates(state, 'sender').every((next) => next === 'answered'));
  }
});
