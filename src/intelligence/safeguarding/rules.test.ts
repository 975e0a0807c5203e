import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concernFile } from './one-views.ts';
import {
  fieldsToSend,
  finished,
  leftOut,
  mayAdd,
  nextStates,
  readAnswerForm,
  readConcernForm,
  transitions,
} from './rules.ts';
import {
  type AnswerForm,
  type Concern,
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
const sentConcern: Concern = {
  id: 7,
  staffId: 1,
  staff: 'Ann Example',
  phone: null,
  agencyId: 1,
  agency: 'Example agency',
  hubAgencyId: null,
  about: 'child',
  urgent: false,
  phoned: null,
  fields: [],
  way: 'file',
  sentAt: new Date('2026-11-02T08:00:00Z'),
  state: 'to-send',
  stateAt: new Date('2026-11-02T08:00:00Z'),
  stepId: 1,
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
  assert.deepEqual(fields({ worry: 'SECRET' }), ['worry'], 'asked to take it out, with the form as it is');
  assert.deepEqual(fields({ worry: 'keep it SECRET from her mum' }), ['worry']);
  assert.deepEqual(fields({ worry: 'keep it secret from her mum' }), ['input']);
  assert.deepEqual(fields({ worry: 'Her mum told me that he hits her' }), ['input']);
  for (const field of [...typedFields, 'phoned'] as const) {
    const urgent = field === 'phoned' ? { urgent: 'yes' } : {};
    assert.deepEqual(fields({ ...urgent, [field]: 'Top Secret: see the paper' }), [field]);
    assert.deepEqual(fields({ ...urgent, [field]: 'CHIS reports it' }), [field]);
  }
});

test('every state leads on to an end, a finished one is opened again by either side, and more is given by the sender alone', () => {
  const ends = (state: State, seen: readonly State[] = []): boolean =>
    finished.includes(state) ||
    transitions[state].some((next) => !seen.includes(next) && ends(next, [...seen, state]));
  for (const state of Object.keys(transitions) as State[]) {
    assert.ok(ends(state), state);
    assert.ok(!nextStates(state, 'hub').some((next) => next === 'answered' || next === 'sent'));
    assert.ok(nextStates(state, 'sender').every((next) => ['answered', 'sent', 'reopened'].includes(next)));
    assert.equal(mayAdd(state), state !== 'to-send');
  }
  for (const state of finished)
    for (const side of ['hub', 'sender'] as const) assert.deepEqual(nextStates(state, side), ['reopened']);
});

test('what is said of a concern: words where they are needed, and of a file when and to whom it went', () => {
  const now = new Date('2026-11-02T09:00:00Z');
  const states = ['sent', 'answered', 'reopened', 'added', 'received'] as const;
  const fields = (form: AnswerForm): string[] => {
    const read = readAnswerForm(form, { states, now });
    return read.kind === 'errors' ? read.errors.map(({ field }) => field) : [read.state, read.note];
  };
  assert.deepEqual(fields({ state: 'received' }), ['received', '']);
  for (const state of ['answered', 'reopened', 'added']) assert.deepEqual(fields({ state }), ['note'], state);
  assert.deepEqual(fields({ state: 'closed', note: 'x' }), ['state']);
  assert.deepEqual(fields({ state: 'added', note: 'Top Secret: x' }), ['note']);
  assert.deepEqual(fields({ state: 'sent' }), ['to', 'sentDay']);
  const sent = { state: 'sent', to: 'hub@example.org', sentDay: '2026-11-02', sentTime: '08:30' };
  assert.deepEqual(fields({ ...sent, sentTime: '09:30' }), ['sentDay'], 'not after now');
  const [state, note] = fields(sent);
  assert.equal(state, 'sent');
  assert.match(note ?? '', /^To hub@example\.org, .*2026/);
});

test('no line of a field can pass for a line of ours in the file', () => {
  const breaks = ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f'];
  for (const lineBreak of breaks) {
    const file = concernFile(
      { ...sentConcern, fields: [{ label: 'The worry', value: `Alone${lineBreak}Sent by: Somebody Else` }] },
      undefined,
    );
    const lines = file.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
    assert.ok(lines.includes('    | Sent by: Somebody Else'), JSON.stringify(lineBreak));
    assert.ok(!lines.some((line) => line.startsWith('Sent by')), JSON.stringify(lineBreak));
  }
});
