import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formText, readForm } from './form-text.ts';
import { readDecisionForm } from './reading.ts';
import type { DecisionForm, DecisionFormValues } from './types.ts';

const scheme = JSON.parse(
  readFileSync(new URL('../../../examples/scheme.json', import.meta.url), 'utf8'),
) as { rules: { kind: string; body: { forms: DecisionForm[] } }[] };
const forms = scheme.rules.find(({ kind }) => kind === 'decision-forms')?.body.forms ?? [];
const form2020 = forms.find(({ code }) => code === 'norfolk-2020');

const choices = { offices: [{ id: 1 }], agreements: [{ id: 5 }], earlier: [] };

const typed = (form: DecisionForm, more: DecisionFormValues = {}): DecisionFormValues => ({
  office: '1',
  number: '2026/07',
  title: 'T',
  originator: 'O',
  publication: 'yes',
  ...Object.fromEntries(form.sections.map(({ code }) => [`section-${code}`, `Text of ${code}`])),
  ...Object.fromEntries(form.questions.map(({ code }) => [`answer-${code}`, 'n-a'])),
  ...more,
});

const faults = (form: DecisionForm, more: DecisionFormValues): string[] => {
  const read = readDecisionForm(typed(form, more), form, choices);
  return 'errors' in read ? read.errors.map(({ field }) => field) : [];
};

test('every form of the scheme is read whole, section by section', () => {
  assert.equal(forms.length, 5);
  for (const form of forms) {
    const read = readDecisionForm(typed(form), form, choices);
    assert.ok('text' in read, form.code);
    assert.deepEqual(
      Object.keys(read.text.sections),
      form.sections.map(({ code }) => code),
    );
    assert.equal(Object.keys(read.text.checklist).length, form.questions.length);
  }
});

test('a section marked above OFFICIAL needs its reason, and SECRET is not held here', () => {
  assert.ok(form2020);
  assert.deepEqual(faults(form2020, { 'marking-risks': 'restricted' }), ['why-risks']);
  assert.deepEqual(faults(form2020, { 'marking-risks': 'restricted', 'why-risks': 'an operation' }), []);
  assert.deepEqual(faults(form2020, { 'marking-risks': 'secret', 'why-risks': 'x' }), ['marking-risks']);
});

test('what is missing or no number, date, claim or choice is said at its field', () => {
  assert.ok(form2020);
  assert.deepEqual(faults(form2020, { number: '202607' }), ['number']);
  assert.deepEqual(faults(form2020, { 'section-summary': ' ' }), ['section-summary']);
  assert.deepEqual(faults(form2020, { 'answer-legal': 'maybe' }), ['answer-legal']);
  assert.deepEqual(faults(form2020, { takesEffectOn: '2026-02-30' }), ['takesEffectOn']);
  assert.deepEqual(faults(form2020, { 'claims-summary': '12, none' }), ['claims-summary']);
  assert.deepEqual(faults(form2020, { agreement: '6' }), ['agreement']);
  assert.deepEqual(faults(form2020, { publication: 'no' }), ['publicationReason']);
});

const signers = ['opcc-chief-executive', 'section-151-officer'];

test('a form as lines is read back as it was, and a wrong line is named', () => {
  for (const form of forms) {
    const lines = { ...formText(form), code: 'new-form', name: 'New' };
    const read = readForm(lines, form, signers);
    assert.ok('form' in read, form.code);
    assert.deepEqual(read.form, { ...form, code: 'new-form', name: 'New' });
  }
  assert.ok(form2020);
  const lines = { ...formText(form2020), code: 'new-form', name: 'New' };
  const wrong = readForm({ ...lines, certificates: 'Somebody signs' }, form2020, signers);
  assert.ok('errors' in wrong && /Somebody signs/.test(wrong.errors[0]?.text ?? ''));
  const twice = readForm({ ...lines, sections: 'Summary\nSummary' }, form2020, signers);
  assert.ok('errors' in twice && twice.errors[0]?.field === 'sections');
  // Who certifies is the scheme's to say.
  const one = { ...lines, certificates: 'Legal adviser (optional) (monitoring-officer): It is lawful' };
  assert.ok('errors' in readForm(one, form2020, signers));
  const known = readForm(one, form2020, [...signers, 'monitoring-officer']);
  assert.ok('form' in known);
  assert.deepEqual(
    known.form.certificates.map(({ role, optional }) => [role, optional]),
    [['monitoring-officer', true]],
  );
});
