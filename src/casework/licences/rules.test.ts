import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { curfewWords, readCurfewForm, readZoneForm } from './place-rules.ts';
import type { Read } from './reading.ts';
import {
  isOverdue,
  itemMoves,
  itemTransitions,
  readItemForm,
  readPence,
  readTimeForm,
  showMinutes,
  showPounds,
  totalsBy,
} from './register-rules.ts';
import { changesOf, licenceTransitions, readLicenceForm, readVariationForm, standingOn } from './rules.ts';
import { type Condition, type ItemState, itemStateWords, licenceStateWords } from './types.ts';

const fields = (read: Read<unknown>): string[] =>
  'errors' in read ? read.errors.map(({ field }) => field) : [];

test('every state of the tables has words and is reached', () => {
  assert.deepEqual(Object.keys(licenceStateWords).sort(), Object.keys(licenceTransitions).sort());
  assert.deepEqual(Object.keys(itemStateWords).sort(), Object.keys(itemTransitions).sort());
  const reached = new Set(['out', ...Object.values(itemTransitions).flatMap((row) => Object.values(row))]);
  assert.deepEqual([...reached].sort(), Object.keys(itemTransitions).sort());
  assert.ok(
    (Object.keys(itemTransitions) as ItemState[]).every(
      (state) => itemMoves({ state, kind: 'phone' }).length > 0,
    ),
  );
  assert.ok(!itemMoves({ state: 'out', kind: 'tag' }).includes('keep'));
});

const condition = (more: Partial<Condition>): Condition => ({
  id: 1,
  licenceId: 1,
  kind: 'additional',
  policy: '4.0',
  code: null,
  category: 'Curfew',
  wording: 'x',
  fromDay: '2026-01-01',
  toDay: null,
  addedBy: 1,
  endedBy: null,
  replaces: null,
  ...more,
});

test('a variation added, removed and amended; what stood on a day is neither before nor after', () => {
  const kept = condition({ id: 1 });
  const was = condition({ id: 2, toDay: '2026-05-01', endedBy: 2 });
  const gone = condition({ id: 3, toDay: '2026-05-01', endedBy: 2 });
  const became = condition({ id: 4, fromDay: '2026-05-01', addedBy: 2, replaces: 2 });
  const added = condition({ id: 5, fromDay: '2026-05-01', addedBy: 2 });
  const all = [kept, was, gone, became, added];
  assert.deepEqual(changesOf(all, 2), { added: [added], removed: [gone], amended: [{ was, became }] });
  assert.deepEqual(standingOn(all, '2026-04-30'), [kept, was, gone]);
  assert.deepEqual(standingOn(all, '2026-05-01'), [kept, became, added]);
});

/** Variations of random additions, removals and rewordings, each on a later day. */
const history = fc.array(
  fc.record({
    add: fc.integer({ min: 0, max: 3 }),
    remove: fc.array(fc.nat(9)),
    amend: fc.array(fc.nat(9)),
    gap: fc.integer({ min: 0, max: 40 }),
  }),
  { maxLength: 8 },
);

test('what stands after a variation is what stood, less what it removed, more what it added, amended in place', () => {
  fc.assert(
    fc.property(history, (variations) => {
      const all: Condition[] = [condition({ id: 1 }), condition({ id: 2 })];
      let day = '2026-01-01';
      for (const [index, { add, remove, amend, gap }] of variations.entries()) {
        const number = index + 2;
        day = addDays(day, gap);
        const before = standingOn(all, day).filter(({ endedBy }) => endedBy === null);
        const leave = (one: Condition): void => {
          one.toDay = day;
          one.endedBy = number;
        };
        const out = before.filter((_, place) => remove.includes(place));
        const reworded = before.filter((one, place) => amend.includes(place) && !out.includes(one));
        for (const one of [...out, ...reworded]) leave(one);
        for (const one of reworded)
          all.push(condition({ id: all.length + 1, fromDay: day, addedBy: number, replaces: one.id }));
        for (let each = 0; each < add; each += 1)
          all.push(condition({ id: all.length + 1, fromDay: day, addedBy: number }));
        const changes = changesOf(all, number);
        assert.equal(changes.added.length, add);
        assert.equal(changes.removed.length, out.length);
        assert.equal(changes.amended.length, reworded.length);
        assert.equal(standingOn(all, day).length, before.length - out.length + add);
      }
    }),
  );
});

const variation = {
  effectiveOn: '2026-11-02',
  why: 'Moved',
  approvedBy: 'Head of the probation delivery unit',
  approvedOn: '2026-11-01',
};
const library = [
  {
    code: 'iom',
    kind: 'additional' as const,
    category: 'x',
    wording: 'Engage.',
    needsInput: false,
    policy: '4.0',
  },
  {
    code: 'area',
    kind: 'additional' as const,
    category: 'x',
    wording: 'Not to [area].',
    needsInput: true,
    policy: '4.0',
  },
];
const vary = (form: Parameters<typeof readVariationForm>[0]) =>
  readVariationForm(
    form,
    [condition({ id: 7, kind: 'standard', wording: 'Standard' }), condition({ id: 8, wording: 'Old' })],
    library,
    { earliest: '2026-03-01', today: '2026-11-02' },
  );

test('a variation says why, by whom and from when, and changes something', () => {
  assert.deepEqual(fields(vary({})), ['effectiveOn', 'why', 'approvedBy', 'approvedOn']);
  assert.deepEqual(fields(vary(variation)), ['remove']);
  assert.deepEqual(fields(vary({ ...variation, effectiveOn: '2026-02-01', remove: '8' })), ['effectiveOn']);
  assert.deepEqual(fields(vary({ ...variation, approvedOn: '2026-11-03', remove: '8' })), ['approvedOn']);
  assert.deepEqual(fields(vary({ ...variation, add: ['area'] })), ['fill1']);
  assert.deepEqual(fields(vary({ ...variation, add: ['area'], fill1: 'Not to [area].' })), ['fill1']);
  assert.deepEqual(
    vary({
      ...variation,
      add: ['iom', 'area'],
      fill1: 'Not to the quay.',
      reword0: 'Other',
      reword1: ' New ',
      bespoke: 'One\n\nTwo\n',
    }),
    {
      input: {
        ...variation,
        remove: [],
        amend: [{ id: 8, wording: 'New' }],
        add: [
          { code: 'iom', wording: 'Engage.' },
          { code: 'area', wording: 'Not to the quay.' },
        ],
        bespoke: ['One', 'Two'],
      },
    },
  );
  const both = vary({ ...variation, remove: '8', reword1: 'New' });
  assert.ok('input' in both && both.input.amend.length === 0 && both.input.remove[0] === 8);
});

test('a standard condition of the policy in force cannot be removed; one that it has no more can', () => {
  const offence = condition({ id: 7, kind: 'standard', code: 'std-offence', wording: 'Commit no offence.' });
  const remove = (inForce: Parameters<typeof readVariationForm>[2]) =>
    readVariationForm({ ...variation, remove: '7' }, [offence], inForce, {
      earliest: '2026-03-01',
      today: '2026-11-02',
    });
  const [one] = library;
  assert.ok(one);
  const refused = remove([{ ...one, kind: 'standard', code: 'std-offence' }]);
  assert.deepEqual(fields(refused), ['remove']);
  assert.ok('errors' in refused && refused.errors[0]?.text.startsWith('“Commit no offence” is a standard'));
  assert.deepEqual(fields(remove(library)), []);
});

test('money is read by its digits, and shown as it was typed', () => {
  for (const [text, pence] of [
    ['12', 1200],
    ['12.5', 1250],
    ['£1,200.05', 120_005],
    ['0.29', 29],
    ['19.99', 1999],
  ] as const)
    assert.equal(readPence(text), pence);
  for (const text of ['', '-1', '1.234', '12,00', 'ten', '1e3', '99999999'])
    assert.equal(readPence(text), null);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (pence) =>
      assert.equal(readPence(showPounds(pence)), pence),
    ),
  );
  assert.equal(showMinutes(65), '1 h 05 min');
});

test('a form of the register says what is wrong', () => {
  assert.deepEqual(fields(readItemForm({ handling: 'partners' }, '2026-11-02')), [
    'kind',
    'what',
    'issuedOn',
  ]);
  const tag = { kind: 'tag', what: 'Box 7', issuedOn: '2026-11-01', handling: 'partners' };
  assert.deepEqual(fields(readItemForm(tag, '2026-11-02')), ['tagType']);
  assert.deepEqual(
    fields(
      readItemForm(
        { ...tag, tagType: 'curfew', value: 'x', dueBackOn: '2026-10-01', minutes: '0' },
        '2026-11-02',
      ),
    ),
    ['value', 'dueBackOn', 'minutes'],
  );
  assert.deepEqual(fields(readTimeForm({ onDay: '2026-11-02' }, '2026-11-02')), ['spent']);
  assert.ok(isOverdue({ state: 'out', dueBackOn: '2026-11-01' }, '2026-11-02'));
  assert.ok(!isOverdue({ state: 'out', dueBackOn: '2026-11-02' }, '2026-11-02'));
  assert.ok(!isOverdue({ state: 'lost', dueBackOn: '2026-11-01' }, '2026-11-02'));
});

test('totals by worker, kind and month are the same minutes', () => {
  const row = fc.record({
    kind: fc.constantFrom('tag' as const, 'phone' as const),
    staffId: fc.integer({ min: 1, max: 3 }),
    staff: fc.constant('x'),
    month: fc.constantFrom('2026-09', '2026-10'),
    minutes: fc.integer({ min: 1, max: 90 }),
    entries: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const sum = (sums: { minutes: number }[]): number =>
        sums.reduce((total, one) => total + one.minutes, 0);
      const whole = sum(rows);
      assert.equal(sum(totalsBy(rows, ({ kind }) => ({ key: kind, name: kind }))), whole);
      assert.equal(sum(totalsBy(rows, ({ staffId }) => ({ key: staffId, name: 'x' }))), whole);
      assert.equal(sum(totalsBy(rows, ({ month }) => ({ key: month, name: month }))), whole);
    }),
  );
});

test('curfews in words, and what is wrong with their form', () => {
  assert.equal(
    curfewWords({ days: [1, 2, 3, 4, 5, 6, 7], fromTime: '19:00', toTime: '07:00' }),
    'Every day, 19:00 to 07:00 the next day',
  );
  assert.equal(
    curfewWords({ days: [1, 2, 3, 4, 5], fromTime: '10:00', toTime: '12:00' }),
    'Monday to Friday, 10:00 to 12:00',
  );
  assert.equal(
    curfewWords({ days: [6, 7], fromTime: '20:00', toTime: '06:00' }),
    'Saturday, Sunday, 20:00 to 06:00 the next day',
  );
  assert.deepEqual(fields(readCurfewForm({ handling: 'partners' })), [
    'days',
    'fromTime',
    'toTime',
    'fromDay',
  ]);
  assert.deepEqual(
    fields(
      readCurfewForm({
        days: '1',
        fromTime: '19:00',
        toTime: '19:00',
        fromDay: '2026-11-01',
        handling: 'own',
      }),
    ),
    ['toTime'],
  );
});

test('a zone is known by places or a boundary, never by a centre that all can see', () => {
  const form = { name: 'Quay', fromDay: '2026-11-01', handling: 'partners' };
  assert.deepEqual(fields(readZoneForm(form)), ['places']);
  assert.deepEqual(fields(readZoneForm({ ...form, boundary: '52.1, 1.2\n52.2 1.2' })), ['boundary']);
  assert.deepEqual(fields(readZoneForm({ ...form, boundary: '1, 52\n52.2 1.2\n52 1' })), ['boundary']);
  assert.deepEqual(fields(readZoneForm({ ...form, latitude: '52.6' })), ['longitude', 'radius']);
  const zone = readZoneForm({
    ...form,
    latitude: '52.6',
    longitude: '1.3',
    radius: '300',
    protective: 'yes',
  });
  assert.ok('input' in zone && zone.input.protective && zone.input.boundary.length === 0);
});

test('the name of a protective zone says neither who is protected nor where they live', () => {
  const form = { fromDay: '2026-11-01', handling: 'partners', places: 'Mill Lane', protective: 'yes' };
  for (const name of ['4 Elm Road', 'Home of Jane Example', 'His former partner', 'IP1 2AB', 'Victim zone'])
    assert.deepEqual(fields(readZoneForm({ ...form, name })), ['name'], name);
  for (const name of ['Zone A', 'City centre', 'North of the river'])
    assert.ok('input' in readZoneForm({ ...form, name }), name);
  assert.ok('input' in readZoneForm({ ...form, name: '4 Elm Road', protective: undefined }));
});

test('a licence ends after it begins', () => {
  const known = { officers: [3], supervisions: [4], forces: ['Norfolk'] };
  const form = { orderType: 'licence', fromDay: '2026-03-01', toDay: '2026-02-01', handling: 'partners' };
  assert.deepEqual(fields(readLicenceForm(form, known)), ['toDay']);
  const read = readLicenceForm(
    { ...form, toDay: '', officer: '3', supervision: '9', force: 'Mars', qualifying: 'no' },
    known,
  );
  assert.ok('input' in read);
  assert.deepEqual(
    [
      read.input.officerId,
      read.input.supervisionId,
      read.input.force,
      read.input.qualifying,
      read.input.longestQualifies,
    ],
    [3, null, null, false, null],
  );
});
