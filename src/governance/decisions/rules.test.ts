import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  amountsIn,
  isDecided,
  missingCertificates,
  missingOf,
  nextNumber,
  problemOfOptions,
  problemOfOutcome,
  problemOfSeries,
  refusalOf,
  refusedTroubles,
  transitions,
  troublesOf,
} from './rules.ts';
import { type Certificate, type CertificateForm, decisionStates } from './types.ts';

const form: { certificates: CertificateForm[] } = {
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
  note: null,
  ...more,
});

const decided = {
  state: 'approved' as const,
  decidedOn: '2015-08-12',
  decidedById: null,
  decidedAs: 'PCC',
  draftedById: 1,
  source: 'paper',
  takesEffectOn: null,
  overlapNote: null,
};

test('what is decided stays decided: a late certificate is added, and whoever signed corrects or withdraws', () => {
  for (const state of decisionStates) {
    const acts = Object.keys(transitions[state]);
    if (isDecided(state))
      assert.deepEqual(
        acts.filter((act) => act !== 'certify'),
        state === 'withdrawn' ? [] : ['correct', 'withdraw'],
      );
    else assert.ok(acts.includes('approve'));
    assert.match(refusalOf({ state, source: 'a paper' }, 'approve') ?? '', /earlier paper/);
  }
  assert.match(refusalOf({ state: 'approved', source: null }, 'refuse') ?? '', /has been decided/);
  assert.equal(refusalOf({ state: 'draft', source: null }, 'approve'), undefined);
});

test('seed s000, decision 2015/11: approved on 12 August, certified on 17 August 2015', () => {
  const flags = troublesOf(
    decided,
    [signed('chief-executive'), signed('section-151', { signedOn: null })],
    form,
  );
  assert.deepEqual(flags, [
    {
      kind: 'before-certificate',
      text: 'It was decided 5 days before the certificate of the Chief Executive was signed.',
    },
  ]);
  assert.deepEqual(refusedTroubles(flags, ['overlap']), []);
  assert.equal(refusedTroubles(flags, ['overlap', 'before-certificate']).length, 1);
});

test('one person in two parts is said: by sign-in, and of a paper by office', () => {
  const certificates = [signed('chief-executive', { staffId: 7 }), signed('section-151', { staffId: 8 })];
  const texts = (more: { source?: null; decidedById?: number; draftedById?: number; decidedAs?: string }) =>
    troublesOf({ ...decided, decidedOn: '2020-01-28', ...more }, certificates, form).map(({ text }) => text);
  assert.deepEqual(texts({ source: null, decidedById: 7 }), [
    'The Chief Executive certified it and also decided it.',
  ]);
  assert.deepEqual(texts({ source: null, decidedById: 9, draftedById: 8 }), [
    'The Chief Finance Officer wrote it and also certified it.',
  ]);
  assert.deepEqual(texts({ decidedAs: 'CHIEF EXECUTIVE' }), [
    'The Chief Executive certified it and also decided it.',
  ]);
});

test('a certificate that is asked for only where needed is not missed', () => {
  const optional = { certificates: form.certificates.map((one) => ({ ...one, optional: true })) };
  assert.deepEqual(missingCertificates(optional, []), []);
  assert.equal(missingCertificates(form, [signed('chief-executive')])[0]?.kind, 'section-151');
});

test('the next number of a series', () => {
  assert.equal(nextNumber([], 2026), '2026/01');
  assert.equal(nextNumber(['2026/09', '2026/2', '08/2020', '2025/44'], 2026), '2026/10');
  assert.equal(nextNumber(['08/2020', '2020/30'], 2020, 'nn/YYYY'), '09/2020');
  assert.equal(nextNumber(['PCC/0011/16'], 2016, 'PCC/nnnn/YY'), 'PCC/0012/16');
});

test('whatever was used, the next number of a pattern is new and is the next one’s predecessor', () => {
  const series = fc.constantFrom('YYYY/nn', 'nn/YYYY', 'PCC/nnnn/YY', 'D/YYYY/n');
  fc.assert(
    fc.property(
      series,
      fc.integer({ min: 2000, max: 2099 }),
      fc.integer({ min: 1, max: 40 }),
      (pattern, year, count) => {
        assert.equal(problemOfSeries(pattern), undefined);
        const used: string[] = [];
        for (let n = 0; n < count; n++) {
          const next = nextNumber(used, year, pattern);
          assert.ok(!used.includes(next));
          used.push(next);
        }
        assert.equal(nextNumber(used, year + 1, pattern), nextNumber([], year + 1, pattern));
      },
    ),
    { numRuns: 50 },
  );
  for (const wrong of ['', 'nn', '2026', 'YYYY-nn', 'YYYY/YY/nn', 'YYYY/nn/n', 'YYYY/nnnnnnn'])
    assert.notEqual(problemOfSeries(wrong), undefined, wrong);
});

test('the words “or” and “and” of a certificate are kept: of what “or” joins one holds, what “and” joins is certified too', () => {
  const option = (code: string, joined?: 'or' | 'and') => ({
    code,
    text: code,
    ...(joined === undefined ? {} : { joined }),
  });
  const of2016 = { options: [option('a'), option('b', 'or')] };
  const of2020 = { options: [option('a'), option('b', 'or'), option('c', 'or'), option('d', 'and')] };
  assert.match(problemOfOptions(of2016, ['a', 'b'])?.text ?? '', /a or b: choose one/);
  assert.equal(problemOfOptions(of2016, ['b']), undefined);
  for (const chosen of [
    ['a', 'd'],
    ['b', 'd'],
    ['c', 'd'],
  ])
    assert.equal(problemOfOptions(of2020, chosen), undefined, chosen.join());
  for (const chosen of [['a', 'b', 'd'], ['a'], ['d'], [], ['x']])
    assert.equal(problemOfOptions(of2020, chosen)?.field, 'options', chosen.join());
  assert.deepEqual(amountsIn({ sections: { financial: { text: 'A grant of £98,685 in £98,685' } } }), [
    '£98,685',
  ]);
});

test('an outcome that says the opposite of the decision is refused', () => {
  const approval = 'The recommendation as outlined above is approved.';
  assert.equal(problemOfOutcome('refuse', approval)?.field, 'outcome');
  assert.equal(problemOfOutcome('approve', 'The recommendation is not approved.')?.field, 'outcome');
  assert.equal(problemOfOutcome('amend', 'Refused.')?.field, 'outcome');
  assert.equal(problemOfOutcome('approve', approval), undefined);
  assert.equal(problemOfOutcome('refuse', 'The recommendation is not approved.'), undefined);
  assert.equal(problemOfOutcome('approve', '')?.field, 'outcome');
});

test('an earlier paper says what is missing of it', () => {
  assert.equal(missingOf({ source: 'a paper', state: 'referred', decidedOn: '2016-01-29' }), 'signature');
  assert.equal(missingOf({ source: 'a paper', state: 'approved', decidedOn: null }), 'day');
  assert.equal(missingOf({ source: null, state: 'referred', decidedOn: null }), undefined);
});
