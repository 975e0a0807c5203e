import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { markedLine, openStretches, stretchesOf } from './asserted.ts';
import {
  documentOf,
  type NoticeDocument,
  publishedDocument,
  registerTextOf,
  stringsOf,
  wordsOf,
} from './document.ts';
import { editionOf, readRedaction, slugOf, whyNotPublished } from './publish-rules.ts';
import { countPlaces, leaveOut, passagesLeft } from './redaction.ts';
import type { Decision } from './types.ts';

const one = (passage: string, reason = 'personal data') => [{ passage, reason }];

test('a passage goes wherever it stands, in capitals or not, however spaced and quoted', () => {
  assert.equal(leaveOut('Pay Ann  Other now', one('ann other')), 'Pay [left out: personal data] now');
  assert.equal(leaveOut('Ann\nOther’s car', one("Ann Other's")), '[left out: personal data] car');
  assert.equal(
    leaveOut('a–b and a-b', one('a—b')),
    '[left out: personal data] and [left out: personal data]',
  );
  assert.equal(leaveOut('Nothing here', one('absent')), 'Nothing here');
  assert.equal(
    leaveOut('1+1 (of 2) costs £5.00', one('(of 2) costs £5.00')),
    '1+1 [left out: personal data]',
  );
});

test('passages that overlap leave no part of either', () => {
  const both = [...one('secret plan'), { passage: 'plan for Ipswich', reason: 'commercial' }];
  assert.equal(leaveOut('The secret plan for Ipswich.', both), 'The [left out: personal data; commercial].');
  assert.equal(leaveOut('aaa', one('aa')), '[left out: personal data]');
});

const word = fc.stringMatching(/^[A-Za-z0-9'’(£%.-]{2,6}$/);

test('whatever is left out stands nowhere in what is kept, and nothing else is lost', () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 30 }),
      fc.array(word, { minLength: 1, maxLength: 3 }),
      (words, secrets) => {
        const passages = secrets.map((passage) => ({ passage, reason: '#' }));
        const text = words.join(' ');
        const kept = leaveOut(text, passages).split(/\[left out: [#; ]+\]/);
        assert.deepEqual(passagesLeft(kept, passages), []);
        let at = 0;
        for (const part of kept) {
          const found = text.indexOf(part, at);
          assert.ok(found >= at, 'what is kept stands as it was, in order');
          at = found + part.length;
        }
        if (!passages.some(({ passage }) => countPlaces(text, passage) > 0))
          assert.equal(kept.join(''), text);
      },
    ),
  );
});

const notice = (more: Partial<NoticeDocument> = {}): NoticeDocument => ({
  office: 'Office',
  numberLabel: 'No.',
  number: '2026/01',
  titleLabel: 'Subject',
  title: 'A grant to Ann Other',
  originatorLabel: 'By',
  originator: 'Ann Other',
  form: 'Form',
  sections: [
    {
      title: 'Summary',
      line: false,
      text: [
        { text: 'Ann Other said that ', unsupported: false },
        { text: 'reoffending fell', unsupported: true },
      ],
      marking: null,
      keptBack: null,
      claims: [],
    },
    {
      title: 'Legal',
      line: false,
      text: [{ text: 'the hidden thing', unsupported: false }],
      marking: 'RESTRICTED',
      keptBack: 'legal privilege',
      claims: [],
    },
  ],
  checklist: [],
  certificates: [{ title: 'CE', text: '', options: [], signed: 'Not signed' }],
  outcome: 'Not approved',
  outcomeBy: 'Refused by: PCC',
  signatures: ['Refused: signed by the PCC'],
  decidedOn: '2026-01-01',
  effect: null,
  publication: 'YES',
  statement: '',
  flags: ['It has no certificate of the Chief Executive.'],
  source: null,
  ...more,
});

test('a published document holds neither a passage nor a section that is kept back, in no string of it', () => {
  const published = publishedDocument(notice(), one('Ann Other'));
  const all = stringsOf(published).join('\n');
  assert.doesNotMatch(all, /Ann|Other|hidden thing/);
  assert.match(all, /legal privilege/);
  assert.doesNotMatch(wordsOf(published), /Ann Other|hidden/);
});

test('flags, certificates and the outcome are the register’s: nobody leaves them out', () => {
  const own = [
    'It has no certificate of the Chief Executive.',
    'Not signed',
    'Refused',
    'Not approved',
    'Summary',
  ];
  for (const passage of own) {
    const before = notice();
    const after = publishedDocument(before, one(passage, 'commercial interest'));
    assert.deepEqual(
      [
        after.flags,
        after.certificates,
        after.outcome,
        after.outcomeBy,
        after.signatures,
        after.sections[0]?.title,
      ],
      [before.flags, before.certificates, before.outcome, before.outcomeBy, before.signatures, 'Summary'],
    );
    const read = readRedaction(
      { passage, reason: 'commercial interest' },
      { places: 1, register: registerTextOf(before) },
    );
    assert.ok('errors' in read && /what the register itself says/.test(read.errors[0]?.text ?? ''), passage);
  }
  assert.ok(
    !(
      'errors' in
      readRedaction(
        { passage: 'Ann Other', reason: 'personal' },
        { places: 1, register: registerTextOf(notice()) },
      )
    ),
  );
});

test('a passage that runs into an unsupported claim goes whole', () => {
  const published = publishedDocument(notice(), one('said that reoffending fell'));
  assert.doesNotMatch(wordsOf(published), /said that|reoffending|fell/);
  assert.match(wordsOf(published), /Ann Other \[left out: personal data\]/);
});

test('a passage that would still be read in the number or a reason stops the publication', () => {
  const how = { withheld: false, reason: null, slug: 'office-2026-01', number: '2026/01' };
  assert.equal(editionOf(notice(), one('2026/01'), how).left.length, 1, 'the number stays in the register');
  assert.equal(editionOf(notice(), one('2026 01'), how).left.length, 1);
  assert.deepEqual(editionOf(notice(), one('Ann Other', 'of Ann Other'), how).left.length, 1);
  const reading = readRedaction(
    { passage: 'Ann Other', reason: 'names ann other' },
    { places: 3, register: [] },
  );
  assert.ok('errors' in reading && reading.errors[0]?.field === 'reason');
  const absent = readRedaction({ passage: 'Somebody', reason: 'x' }, { places: 0, register: [] });
  assert.ok('errors' in absent && absent.errors[0]?.field === 'passage');
});

test('nothing is published before it is signed, and a deputy’s approval is not the last', () => {
  for (const state of ['draft', 'certified', 'referred'] as const)
    assert.notEqual(whyNotPublished({ state, source: null }), undefined);
  for (const state of ['approved', 'amended', 'refused'] as const)
    assert.equal(whyNotPublished({ state, source: null }), undefined);
  assert.equal(whyNotPublished({ state: 'referred', source: 'a paper' }), undefined);
});

test('an address is made of the office and the number', () => {
  const office = { agencyCode: 'norfolk-opcc', office: 'OPCC for Essex', number: 'PCC/0011/16' };
  assert.equal(slugOf({ ...office, isOtherOffice: true }), 'opcc-for-essex-pcc-0011-16');
  assert.equal(slugOf({ ...office, number: '2015/11', isOtherOffice: false }), 'norfolk-opcc-2015-11');
});

test('seeds s000 §1.5 and s001 §5: the 58 % and the “proven scheme” are unsupported claims', () => {
  const marked = (text: string) =>
    stretchesOf({ text }, [])
      .filter(({ unsupported }) => unsupported)
      .map((stretch) => stretch.text)
      .join(' | ');
  const first =
    'The Norfolk 180° IOM performance framework indicates that there is, on average, almost a 58% reduction in reoffending amongst the people it manages.';
  assert.match(marked(first), /58%/);
  assert.match(
    marked('The Norfolk and Suffolk IOM has a proven scheme effective in the reduction in crime harm.'),
    /proven|effective/,
  );
  assert.equal(marked('To help cut reoffending is an aim.'), '');
  assert.equal(
    stretchesOf({ text: first }, [])
      .map(({ text }) => text)
      .join(''),
    first,
  );
});

const openly = (text: string, passage: string, reason = 'legal'): string =>
  markedLine(openStretches(stretchesOf({ text }, []), one(passage, reason)));

test('leaving the doubt out of a text does not publish the assertion behind it', () => {
  const text = 'There is no evidence that the scheme cut reoffending by 58%.';
  assert.doesNotMatch(markedLine(stretchesOf({ text }, [])), /unsupported/);
  assert.equal(
    openly(text, 'There is no evidence that'),
    '[left out: legal] the scheme cut reoffending by 58% [unsupported claim].',
  );
  const whether = openly(text, 'There is no evidence that', 'whether shown');
  assert.match(whether, /58% \[unsupported claim\]/, 'a printed reason is no doubt');
  assert.match(
    openly('The scheme cut it is doubted whether reoffending.', 'it is doubted whether'),
    /reoffending \[unsupported claim\]/,
    'a claim that closes over the gap',
  );
  assert.match(openly('Nobody says that the scheme cut reoffending.', 'Nobody says that'), /claim\]/);
});

test('a claim that was marked stays marked when part of it goes, and one that goes whole leaves no mark', () => {
  assert.match(openly('The scheme cut reoffending by 58% in Norwich.', '58%'), /\[unsupported claim\]/);
  assert.match(
    openly('The scheme cut reoffending.', 'The scheme'),
    /\] cut reoffending \[unsupported claim\]/,
  );
  assert.equal(openly('It is so: reoffending fell', 'reoffending fell'), 'It is so: [left out: legal]');
});

test('marking changes no word of what is left, wherever passages and claims meet', () => {
  const parts = [
    'no evidence that',
    'the scheme',
    'cut',
    'reoffending',
    'by 58%',
    'in Norwich.',
    'Crime fell.',
  ];
  const some = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(
      some,
      fc.array(fc.constantFrom(...parts, 'cut reoffending', 'e'), { maxLength: 3 }),
      (words, gone) => {
        const text = words.join(' ');
        const passages = gone.map((passage) => ({ passage, reason: 'whether shown' }));
        const open = openStretches(stretchesOf({ text }, []), passages);
        assert.equal(open.map((stretch) => stretch.text).join(''), leaveOut(text, passages));
      },
    ),
  );
});

test('what a linked claim carries is not marked because something else is left out', () => {
  const stretches = [{ text: 'Ann Other wrote: reoffending fell by 4%.', unsupported: false }];
  assert.equal(
    markedLine(openStretches(stretches, one('Ann Other'))),
    '[left out: personal data] wrote: reoffending fell by 4%.',
  );
});

test('a passage goes also where an unseen character, an accent or another alphabet hides it', () => {
  const secret = 'Alan Secretman';
  const twins = [
    'Alan Secret\u00ADman',
    'Al\u200Ban Secretman',
    'Alan\u200B Secretman',
    'Alan\u200BSecretman',
    'Alan\u00A0\u2003\n Secretman',
    'Alаn Sесretmаn',
    'Álan Se\u0301cretman',
    'Ａｌａｎ Secretman',
    'Alan Secret\u034Fman',
    'ALAN SECRETMAN',
  ];
  for (const twin of twins) {
    assert.equal(leaveOut(`To ${twin}, also.`, one(secret)), 'To [left out: personal data], also.', twin);
    assert.equal(passagesLeft([twin], one(secret)).length, 1, twin);
  }
  assert.equal(leaveOut('an oﬃce here', one('fi')), 'an o[left out: personal data]ce here');
  assert.equal(leaveOut('the ﬁle', one('file')), 'the [left out: personal data]');
});

const decision: Decision = {
  ...{ id: 1, agencyId: 1, office: 'Office', agencyCode: 'office', isOtherOffice: false, number: '2026/01' },
  ...{ form: 'f', draftedById: 1, draftedBy: 'Officer', agreementId: null, supersedesId: null, version: 1 },
  ...{ updatedAt: new Date(0), sections: {}, checklist: {}, decidedById: 1, decidedAs: 'PCC' },
  ...{ decidedOn: '2026-01-01', decidedNote: null, takesEffectOn: null, overlapNote: null, example: false },
  source: null,
  state: 'approved',
  publication: 'no',
  title: 'The scheme cut reoffending by 58%',
  originator: 'The scheme cut crime by 12%',
  outcome: 'The scheme cut reoffending by 58%',
  effectNote: 'Since the scheme cut reoffending by 58%',
  publicationReason: 'The scheme cut crime',
};

test('title, originator, first day, outcome and reasons say that they assert an effect without a claim', () => {
  const form = { code: 'f', name: 'F', office: '', numberLabel: '', titleLabel: '', originatorLabel: '' };
  const document = documentOf({
    decision,
    form: { ...form, sections: [], questions: [], certificates: [], deciders: [], statement: '' },
    certificates: [],
    verdicts: [],
    claims: new Map(),
  });
  for (const part of ['title', 'originator', 'effect', 'outcome', 'publication'] as const)
    assert.match(document[part] ?? '', /\[unsupported claim\]/, part);
  assert.match(wordsOf(document), /58% \[unsupported claim\]/);
  const how = { slug: 's', number: 'n', withheld: false, reason: null };
  const { edition } = editionOf(document, [], how);
  assert.equal(
    edition.title,
    'The scheme cut reoffending by 58% [unsupported claim]',
    'as list and files have it',
  );
  const closed = editionOf(document, [], { ...how, withheld: true, reason: 'The scheme cut reoffending' });
  assert.equal(closed.edition.reason, 'The scheme cut reoffending [unsupported claim]');
  const doubted = notice({ title: 'No evidence that the scheme cut reoffending' });
  assert.match(
    publishedDocument(doubted, one('No evidence that')).title,
    /reoffending \[unsupported claim\]/,
  );
});
