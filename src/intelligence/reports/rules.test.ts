import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  allowedActs,
  gradeLine,
  isMarkedSecret,
  readReportForm,
  readReviewForm,
  sourceHints,
  transitions,
} from './rules.ts';
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
      { ...graded, original: 'from a SECRET paper' },
      { ...graded, naming: 'SECRET' },
    ]) {
      for (const sending of [true, false])
        assert.equal(readReportForm(form, sending, today, []).kind, 'secret');
    }
    assert.ok(!isMarkedSecret('They kept it secret; a SECRETARY told them'));
    assert.equal(
      readReviewForm({ ...graded, verdict: 'refuse', note: 'was SECRET' }, today, []).kind,
      'secret',
    );
  });

  it('asks when it reads as if it said who the source is', () => {
    for (const text of [
      'The source is his sister',
      'My source, Dave, saw him',
      'Source: D Green',
      'His neighbour told police that he sells bikes',
      'According to Jane Brown he is back',
      'Information from his girlfriend that he has a knife',
    ]) {
      assert.ok(sourceHints(text).length > 0, text);
      assert.deepEqual(fieldsAtFault({ ...graded, text }, true), ['sourceChecked'], text);
      assert.deepEqual(fieldsAtFault({ ...graded, text, sourceChecked: 'yes' }, true), []);
    }
    for (const text of ['He sells stolen bikes outside the station', 'A source of income is not known']) {
      assert.deepEqual(sourceHints(text), [], text);
    }
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
    const verdictOf = (form: ReportForm) => readReviewForm({ ...graded, ...form }, today, []);
    assert.equal(verdictOf({}).kind, 'errors');
    assert.equal(verdictOf({ verdict: 'return' }).kind, 'errors');
    assert.equal(verdictOf({ verdict: 'return', note: 'Say when' }).kind, 'input');
    assert.equal(verdictOf({ verdict: 'accept' }).kind, 'input');
    assert.equal(verdictOf({ verdict: 'accept', assessment: '' }).kind, 'errors');
  });
});
