import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allowedActs, gradeLine, readReportForm, readReviewForm, transitions } from './rules.ts';
import type { ReportForm, ReportState } from './types.ts';

const today = '2026-11-02';
const graded: ReportForm = {
  text: 'Seen at night with a bag of tools',
  provenance: 'observed',
  sourceGrade: '2',
  assessment: 'C',
  handlingCode: 'P',
  handling: 'statutory',
  marking: 'OFFICIAL-SENSITIVE',
};

const reviewed = { sent: 'Seen at 2 at night by the park', original: '', about: '' };

const fieldsAtFault = (form: ReportForm, sending: boolean): string[] => {
  const read = readReportForm(form, sending, today, [1, 2]);
  return read.kind === 'errors' ? read.errors.map((error) => error.field) : [];
};

describe('a report', () => {
  it('cannot be sent without each of its grades, and can be kept', () => {
    for (const name of ['provenance', 'sourceGrade', 'assessment', 'handlingCode'] as const) {
      const form = { ...graded, [name]: '' };
      assert.deepEqual(fieldsAtFault(form, true), [name]);
      assert.deepEqual(fieldsAtFault(form, false), []);
    }
    assert.equal(readReportForm(graded, true, today, []).kind, 'input');
  });

  it('needs its conditions under C and has none under P', () => {
    assert.deepEqual(fieldsAtFault({ ...graded, handlingCode: 'C' }, true), ['conditions']);
    const read = readReportForm({ ...graded, conditions: 'left over' }, true, today, []);
    assert.ok(read.kind === 'input');
    assert.equal(read.input.conditions, null);
  });

  it('takes no day after today, and no agency that is not on the list', () => {
    assert.deepEqual(fieldsAtFault({ ...graded, observedOn: '2026-11-03' }, true), ['observedOn']);
    assert.deepEqual(fieldsAtFault({ ...graded, observedOn: '2026-02-30' }, true), ['observedOn']);
    assert.deepEqual(fieldsAtFault({ ...graded, handling: 'named', namedAgencies: ['9'] }, true), [
      'namedAgencies',
    ]);
  });

  it('is refused at SECRET and above, in whatever field it stands', () => {
    for (const form of [
      { ...graded, marking: 'SECRET' },
      { ...graded, text: 'TOP SECRET: something' },
      { ...graded, original: 'from a paper marked Secret' },
      { ...graded, naming: 'SECRET' },
    ]) {
      for (const sending of [true, false])
        assert.equal(readReportForm(form, sending, today, []).kind, 'secret');
    }
    const noted = { ...graded, verdict: 'refuse', note: 'Top Secret: not for here' };
    assert.equal(readReviewForm(noted, today, [], reviewed).kind, 'secret');
  });

  it('stops when it reads as if it said who the source is, in whichever field, and no tick goes past it', () => {
    const telling = 'His girlfriend Donna Pryke says he has a knife';
    for (const field of ['text', 'original', 'naming'] as const) {
      assert.deepEqual(fieldsAtFault({ ...graded, [field]: telling }, true), [field]);
      assert.deepEqual(fieldsAtFault({ ...graded, [field]: telling }, false), []);
    }
    const ticked = Object.assign({ ...graded, text: telling }, { sourceChecked: 'yes' });
    assert.deepEqual(fieldsAtFault(ticked, true), ['text']);
    const about = { ...graded, text: 'Dean Hunt says he will be back', naming: 'Dean Hunt, 30' };
    assert.deepEqual(fieldsAtFault(about, true), []);
  });

  it('asks where a word in capitals may be a marking, and keeps the form', () => {
    assert.deepEqual(fieldsAtFault({ ...graded, text: 'from a SECRET paper' }, true), ['text']);
    assert.deepEqual(fieldsAtFault({ ...graded, original: 'from a SECRET paper' }, false), ['original']);
    assert.deepEqual(fieldsAtFault({ ...graded, text: 'He keeps it secret' }, true), []);
  });

  it('carries grade, marking and handling in one line', () => {
    const read = readReportForm(graded, true, today, []);
    assert.ok(read.kind === 'input');
    assert.equal(gradeLine(read.input), '2 C P · OFFICIAL-SENSITIVE · Statutory partners only');
  });

  it('reads any form without a fault of its own', () => {
    const anyForm = fc.record({
      text: fc.string(),
      sourceGrade: fc.string(),
      assessment: fc.string(),
      handlingCode: fc.string(),
      conditions: fc.string(),
      observedOn: fc.string(),
      handling: fc.string(),
      marking: fc.string(),
      namedAgencies: fc.array(fc.string()),
    });
    fc.assert(
      fc.property(anyForm, fc.boolean(), (form, sending) => {
        const read = readReportForm(form, sending, today, [1]);
        assert.ok(!sending || read.kind !== 'input', 'never sent ungraded');
      }),
    );
  });
});

describe('who may do what with a report', () => {
  const states = Object.keys(transitions) as ReportState[];

  it('never lets an author review their own', () => {
    for (const state of states) {
      const acts = allowedActs({ state, authorId: 7 }, { staffId: 7, mayReview: true });
      assert.ok(!acts.some((act) => ['accept', 'return', 'refuse', 'reopen'].includes(act)), state);
    }
  });

  it('lets nobody else change what the author writes', () => {
    for (const state of states) {
      assert.deepEqual(allowedActs({ state, authorId: 7 }, { staffId: 8, mayReview: false }), []);
      const acts = allowedActs({ state, authorId: 7 }, { staffId: 8, mayReview: true });
      assert.ok(!acts.some((act) => ['save', 'send', 'discard', 'take-back'].includes(act)), state);
    }
  });

  it('needs a verdict, and words for a return or refusal', () => {
    const verdictOf = (form: ReportForm) => readReviewForm({ ...graded, ...form }, today, [], reviewed);
    assert.equal(verdictOf({}).kind, 'errors');
    assert.equal(verdictOf({ verdict: 'return' }).kind, 'errors');
    assert.equal(verdictOf({ verdict: 'return', note: 'Say when' }).kind, 'input');
    assert.equal(verdictOf({ verdict: 'accept' }).kind, 'input');
    assert.equal(verdictOf({ verdict: 'accept', assessment: '' }).kind, 'errors');
  });

  it('shares the author’s own words only where the reviewer says so, and never what goes no further', () => {
    const fields = (form: ReportForm, given = reviewed): string[] => {
      const read = readReviewForm({ ...graded, verdict: 'accept', ...form }, today, [], given);
      return read.kind === 'errors' ? read.errors.map(({ field }) => field) : [read.kind];
    };
    const same = { text: 'Seen  at 2 at night\r\nby the park' };
    assert.deepEqual(fields(same), ['asWritten']);
    assert.deepEqual(fields({ ...same, asWritten: 'yes' }), ['input']);
    assert.deepEqual(fields({ ...same, verdict: 'refuse', note: 'Known' }), ['input']);
    assert.deepEqual(fields({ text: 'Seen at night' }), ['input']);
    const kept = { ...reviewed, original: 'Cell 12, B wing, pad phone' };
    assert.deepEqual(fields({ text: 'Seen at night: cell 12, b wing, pad phone', asWritten: 'yes' }, kept), [
      'text',
    ]);
  });

  it('stops the words to be shared for what gives a source away, whatever the author was let write', () => {
    const text = 'His girlfriend Donna Pryke says he has a knife';
    const read = readReviewForm({ ...graded, text, verdict: 'accept' }, today, [], reviewed);
    assert.deepEqual(read.kind === 'errors' ? read.errors.map(({ field }) => field) : [], ['text']);
  });
});
