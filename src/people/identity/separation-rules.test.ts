import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldError } from '../../kernel/errors.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';
import { previewPage } from './separation-list-views.ts';
import {
  allOf,
  chosenOf,
  groupOf,
  leftOutOf,
  listedOf,
  othersOf,
  readItem,
  refusalOf,
  verdictsFor,
} from './separation-rules.ts';
import { separationPage, toldPage } from './separation-views.ts';
import type { ByTwo } from './two-store.ts';

const reference = (kind: string, way: PersonReference['way']): PersonReference => ({
  kind,
  words: `Things of ${kind}`,
  way,
  why: 'Because',
  list: async () => [],
});
const [contact, goal, rating] = [
  reference('contact', 'moves'),
  reference('plan-goal', 'anew'),
  reference('rating', 'decide'),
];
const thing = (id: number, more: Partial<WrittenThing> = {}): WrittenThing => ({
  id,
  day: '2026-10-20',
  title: 'Something private',
  agencyId: 1,
  agency: 'Probation',
  href: `/somewhere/${id}`,
  ...more,
});
const since = new Date('2026-10-01T09:00:00Z');

test('a thing is known by its kind and number, has no word of it, and is listed once', () => {
  const listed = listedOf([contact, goal], [[thing(7), thing(7), thing(8)], [thing(7)]]);
  assert.deepEqual(
    listed.map(({ item }) => item),
    ['contact 7', 'contact 8', 'plan-goal 7'],
  );
  assert.deepEqual(readItem('contact 7'), { kind: 'contact', id: 7 });
  for (const wrong of ['contact /people/1/contacts/7', 'contact 7 8', 'Contact 7', 'contact', 'all contact'])
    assert.equal(readItem(wrong), undefined, wrong);
});

test('what goes, what is written anew and what is decided again are told apart, and a decision is never given', () => {
  const listed = listedOf(
    [contact, goal, rating],
    [[thing(1), thing(2, { stuck: 'it is part of a series' })], [thing(3)], [thing(4)]],
  );
  const refusals = (verdict: 'stays' | 'moved' | 'anew' | 'decided') =>
    listed.map((one) => refusalOf(one, verdict) !== undefined);
  assert.deepEqual(refusals('moved'), [false, true, true, true]);
  assert.deepEqual(refusals('anew'), [false, false, false, true]);
  assert.deepEqual(refusals('decided'), [true, true, true, false]);
  assert.deepEqual(refusals('stays'), [false, false, false, false]);
  assert.deepEqual(verdictsFor(listed.slice(2, 3)), ['stays', 'anew']);
  assert.deepEqual(verdictsFor(listed.slice(3)), ['stays', 'decided']);
});

test('"all of these" is each of its kind that has the answer; what is ticked and has not is left out and named, alone', () => {
  const listed = listedOf(
    [contact, rating],
    [[thing(1), thing(2, { stuck: 'a series' }), thing(3)], [thing(9)]],
  );
  const items = (ticked: string[], verdict: 'moved' | 'stays') =>
    chosenOf(ticked, listed, verdict).map(({ item }) => item);
  assert.deepEqual(items([allOf('contact')], 'moved'), ['contact 1', 'contact 3']);
  assert.deepEqual(items([allOf('contact')], 'stays'), ['contact 1', 'contact 2', 'contact 3']);
  assert.deepEqual(items(['contact 1', 'contact 2', 'contact 77'], 'moved'), ['contact 1']);
  const left = leftOutOf([allOf('rating'), 'contact 1', 'contact 2'], listed, 'moved');
  assert.deepEqual(
    left.map(({ n, because, one }) => [n, because, one?.item]),
    [
      [1, 'a series', 'contact 2'],
      [1, 'a decision stands, or is made again', undefined],
    ],
  );
});

test('what is from before the record came is ticked apart, and "all of these" of the one does not reach the other', () => {
  const listed = listedOf([contact], [[thing(1), thing(2, { earlier: true })]]);
  const items = (ticked: string[]) => chosenOf(ticked, listed, 'moved').map(({ item }) => item);
  assert.deepEqual(items([allOf('contact')]), ['contact 1']);
  assert.deepEqual(items([allOf('contact', true)]), ['contact 2']);
  assert.deepEqual(listed.map(groupOf), ['items-contact', 'items-contact-earlier']);
  const page = pageOf([contact], [[thing(1), thing(2, { earlier: true })]]);
  assert.match(page, /To look at \(1\)/);
  assert.match(page, /From before the record came \(1\)/);
});

test('an error stands at the group of what it speaks of', () => {
  const fault = { field: 'items-plan-goal', text: 'It does not go' };
  const page = pageOf([contact, goal], [[thing(1)], [thing(3)]], { errors: [fault] });
  assert.match(page, /id="items-plan-goal-error"/);
  assert.doesNotMatch(page, /id="items-contact-error"/);
});

test('what went out of sight is named before the button, and not where the other person is seen', () => {
  const listed = listedOf([contact, goal], [[thing(1), thing(2)], []]);
  const preview = (seesOther: boolean, verdict: 'moved' | 'stays') =>
    previewPage({
      action: '/x',
      csrfToken: 'token',
      chosen: listed,
      leftOut: [],
      lost: 0,
      seesOther,
      rest: [],
      verdict,
      why: 'Seen',
      key: undefined,
      errors: [],
    }).toString();
  const hidden = preview(false, 'moved');
  assert.match(hidden, /You will not see these any more: things of contact \(2\)/);
  assert.ok(hidden.indexOf('You will not see') < hidden.indexOf('<button'), 'before the button');
  assert.doesNotMatch(preview(true, 'moved'), /You will not see/);
  assert.doesNotMatch(preview(false, 'stays'), /You will not see/);
});

test('of what others own it is said that it is there, by agency and kind, and nothing else', () => {
  const listed = listedOf(
    [contact, rating],
    [
      [thing(1), thing(2, { agencyId: 2, agency: 'Norfolk police' })],
      [thing(3, { agencyId: 2, agency: 'Norfolk police' })],
    ],
  );
  assert.deepEqual(othersOf(listed, 1), [
    {
      agency: 'Norfolk police',
      kinds: [
        { words: 'Things of contact', n: 1 },
        { words: 'Things of rating', n: 1 },
      ],
    },
  ]);
});

const pageOf = (
  references: PersonReference[],
  things: WrittenThing[][],
  {
    seesOther = true,
    isOffice = false,
    errors = [] as FieldError[],
    two = undefined as ByTwo | undefined,
  } = {},
): string =>
  separationPage({
    two,
    office: { isViewer: isOffice, mayNominate: true },
    personId: 4,
    separation: {
      id: 1,
      decisionId: 2,
      personId: 4,
      otherId: 9,
      at: since,
      since,
      endedAt: null,
      staff: 'A. Reviewer',
    },
    seesOther,
    seesRecords: true,
    references,
    listed: listedOf(references, things),
    gone: new Map(),
    said: [],
    told: [],
    ownAgencyId: 1,
    csrfToken: 'token',
    again: { items: [], verdict: '', why: '', key: undefined, errors },
  }).toString();

test('what does not go is not offered to be given, and the other person is a link or a way to help', () => {
  assert.match(pageOf([contact], [[thing(77)]]), /value="moved"/);
  assert.doesNotMatch(pageOf([goal], [[thing(77)]]), /value="moved"/);
  assert.match(pageOf([contact], [[thing(77)]]), /href="\/people\/9"/);
  const hidden = pageOf([contact], [[thing(77)]], { seesOther: false });
  assert.doesNotMatch(hidden, /\/people\/9/);
  assert.match(hidden, /ask the scheme’s office/);
  const office = pageOf([contact], [[thing(77)]], { seesOther: false, isOffice: true });
  assert.doesNotMatch(office, /ask the scheme’s office/);
  assert.match(office, /Allocating is your office’s/);
});

test('who decided is both where two did, each with the reason that is theirs', () => {
  const at = new Date('2026-10-05T09:00:00Z');
  const two = {
    proposer: 'B. First',
    proposedAt: since,
    why: 'Other prints',
    second: 'A. Reviewer',
    agreedAt: at,
    secondWhy: 'So I see',
    withheld: false,
  };
  const page = pageOf([contact], [[]], { two });
  assert.match(
    page,
    /Proposed by B\. First on [^<]*: “Other prints”\.<br>Agreed by A\. Reviewer on [^<]*: “So I see”/,
  );
  assert.doesNotMatch(page, /A\. Reviewer separated/);
  const less = pageOf([contact], [[]], { two: { ...two, why: null, secondWhy: null, withheld: true } });
  assert.doesNotMatch(less, /Other prints|So I see/);
  assert.match(less, /with a reason for those who may see both records/);
  assert.match(pageOf([contact], [[]]), /A\. Reviewer separated a record/);
});

test('whoever is told again is spoken to, and whoever allocates is not sent to the office that they are', () => {
  const own = {
    id: 1,
    at: since,
    since,
    endedAt: null,
    how: ['alert', 'notice', 'looked'],
    seenAt: null,
    personId: null,
    name: null,
  };
  const told = (isOffice: boolean) => toldPage([own], { looksAgain: true, isOffice }).toString();
  assert.match(told(false), /were alerted, were told of the case, looked at the person since/);
  assert.doesNotMatch(told(false), /was alerted|was told/);
  assert.match(told(false), /ask the scheme’s office/);
  assert.doesNotMatch(told(true), /ask the scheme’s office/);
});

test('another agency’s thing has neither its title nor its address on the page', () => {
  const page = pageOf([contact], [[thing(77, { agencyId: 2, agency: 'Norfolk police' })]]);
  assert.match(page, /Norfolk police: things of contact \(1\)/);
  assert.doesNotMatch(page, /private|somewhere\/77|value="contact 77"/);
});
