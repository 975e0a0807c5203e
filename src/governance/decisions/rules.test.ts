import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  flagsOf,
  missingCertificates,
  nextNumber,
  problemOfOptions,
  refusalOf,
  transitions,
} from './rules.ts';
import { type Certificate, type DecisionForm, decisionStates } from './types.ts';

const form: DecisionForm = {
  code: 'test',
  name: 'Test',
  questions: [],
  certificates: [
    {
      kind: 'chief-executive',
      title: 'Chief Executive',
      role: 'opcc-chief-executive',
      text: '',
      options: [],
    },
    {
      kind: 'section-151',
      title: 'Chief Finance Officer',
      role: 'section-151-officer',
      text: '',
      options: ['a', 'b', 'c', 'd'].map((code) => ({ code, text: code })),
    },
  ],
};

const signed = (kind: string, more: Partial<Certificate> = {}): Certificate => ({
  kind,
  options: [],
  signedAs: kind,
  staffId: null,
  staff: null,
  signedOn: '2015-08-17',
  ...more,
});

test('a notice without its certificates is not decided, and the refusal names what is missing', () => {
  const missing = missingCertificates(form, [signed('chief-executive')]);
  assert.match(refusalOf('draft', 'approve', missing) ?? '', /Chief Finance Officer/);
  assert.equal(refusalOf('certified', 'approve', []), undefined);
});

test('what is decided stays decided', () => {
  for (const state of decisionStates) {
    const acts = Object.keys(transitions[state]);
    if (state === 'approved' || state === 'refused') assert.deepEqual(acts, []);
    else assert.ok(acts.includes('edit'));
  }
});

test('decision 2015/11: approved on 12 August, certified on 17 August 2015', () => {
  const decision = {
    state: 'approved' as const,
    decidedOn: '2015-08-12',
    decidedById: null,
    draftedById: 1,
    decidedNote: null,
    source: 'paper',
  };
  const flags = flagsOf(
    decision,
    [signed('chief-executive'), signed('section-151', { signedOn: null })],
    form,
  );
  assert.deepEqual(flags, [
    'It was decided 5 days before the certificate of the Chief Executive was signed.',
  ]);
});

test('one person in two parts is said', () => {
  const decision = {
    state: 'approved' as const,
    decidedOn: '2020-01-28',
    decidedById: 7,
    draftedById: 1,
    decidedNote: null,
    source: null,
  };
  const both = [signed('chief-executive', { staffId: 7 }), signed('section-151', { staffId: 8 })];
  assert.deepEqual(flagsOf(decision, both, form), ['The Chief Executive certified it and also decided it.']);
});

test('the next number of a series', () => {
  assert.equal(nextNumber([], 2026), '2026/01');
  assert.equal(nextNumber(['2026/09', '2026/2', '08/2020', '2025/44'], 2026), '2026/10');
});

test('no costs and costs that can be met cannot both be certified', () => {
  const certificate = form.certificates[1];
  assert.ok(certificate);
  assert.equal(problemOfOptions(certificate, ['b', 'd']), undefined);
  assert.equal(problemOfOptions(certificate, ['a', 'b'])?.field, 'options');
  assert.equal(problemOfOptions(certificate, [])?.field, 'options');
  assert.equal(problemOfOptions(certificate, ['x'])?.field, 'options');
});
