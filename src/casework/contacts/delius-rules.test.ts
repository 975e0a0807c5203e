import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  codeFor,
  lineTransitions,
  matchAll,
  matchOf,
  readHeader,
  readReturned,
  referenceOf,
} from './delius-rules.ts';
import type { Candidate, Returned } from './delius-types.ts';

const header = ['Reference', 'CRN', 'Contact date', 'Contact time', 'Contact type', 'Contact ID', 'Notes'];
const columns = (): Map<string, number> => {
  const read = readHeader(header);
  assert.ok('columns' in read);
  return read.columns;
};
const row = (more: Partial<Returned> = {}): Returned => ({
  line: 2,
  reference: null,
  crn: 'X100001',
  day: '2026-11-02',
  time: '10:00',
  code: 'CAIL',
  deliusId: '900',
  description: null,
  note: null,
  ...more,
});
const ours = (more: Partial<Candidate> = {}): Candidate => ({
  contactId: 7,
  personId: 1,
  crn: 'X100001',
  at: new Date('2026-11-02T10:00:00Z'),
  reference: referenceOf(7),
  code: 'CAIL',
  deliusId: null,
  ...more,
});

test('a code is that of the first line that fits; one that nobody has entered stays empty', () => {
  const rule = {
    codes: [
      { kind: 'office', planned: true, code: null, description: 'Office visit, planned' },
      { kind: 'office', planned: false, code: 'X1', description: 'Office visit, unplanned' },
      { kind: 'text', code: 'CAIL', description: 'IOM correspondence' },
    ],
  };
  const code = (kind: string, planned: boolean) =>
    codeFor(rule, { kind, planned, outcome: 'attended' })?.code;
  assert.equal(code('office', true), null);
  assert.equal(code('office', false), 'X1');
  assert.equal(code('text', true), 'CAIL');
  assert.equal(code('home', true), undefined);
});

test('what a line lacks is said without what it says', () => {
  const fault = (cells: string[]): string => {
    const read = readReturned(3, cells, columns());
    return 'fault' in read ? read.fault.text : '';
  };
  const good = ['', 'x100001', '30/11/2026', '09:30:00', 'CAIL', '77', "'=1+1"];
  const read = readReturned(3, good, columns());
  assert.ok('row' in read);
  assert.deepEqual(
    [read.row.crn, read.row.day, read.row.time, read.row.note],
    ['X100001', '2026-11-30', '09:30', '=1+1'],
  );
  const wrong = (index: number, value: string): string[] =>
    good.map((cell, at) => (at === index ? value : cell));
  assert.match(fault(wrong(1, 'Smith')), /CRN/);
  assert.match(fault(wrong(2, '31/02/2026')), /date/);
  assert.match(fault(wrong(3, '25:00')), /time/);
  assert.match(fault(['', 'X100001', '2026-03-29', '01:30', 'CAIL', '77', '']), /clocks/);
  assert.match(fault(wrong(5, '')), /contact ID/);
  assert.doesNotMatch(fault(wrong(1, 'Smith')), /Smith/);
  assert.ok('missing' in readHeader(['CRN', 'Contact date']));
});

test('by the reference, else by CRN, day, time and code; what comes near is asked about', () => {
  assert.deepEqual(matchOf(row({ reference: 'WM-00000007' }), [ours({ code: null })]), {
    kind: 'exact',
    contactId: 7,
  });
  assert.deepEqual(matchOf(row({ reference: 'WM-00000007', time: '11:00' }), [ours()]), {
    kind: 'near',
    contactIds: [7],
  });
  assert.equal(matchOf(row({ reference: 'WM-00000007', crn: 'X100002' }), [ours()]).kind, 'fault');
  assert.deepEqual(matchOf(row(), [ours({ reference: null })]), { kind: 'exact', contactId: 7 });
  assert.deepEqual(matchOf(row(), [ours({ code: null })]), { kind: 'near', contactIds: [7] });
  assert.deepEqual(matchOf(row({ time: '11:30' }), [ours({ code: 'ERFI' })]), {
    kind: 'near',
    contactIds: [7],
  });
  assert.deepEqual(matchOf(row({ time: '16:00' }), [ours({ code: 'ERFI' })]), { kind: 'only-delius' });
  assert.deepEqual(matchOf(row({ day: '2026-11-03' }), [ours()]), { kind: 'only-delius' });
  assert.deepEqual(matchOf(row(), [ours(), ours({ contactId: 8 })]), { kind: 'near', contactIds: [7, 8] });
});

test('no contact is given to two lines, and none that Delius has confirmed to any', () => {
  const candidate = fc.record({
    contactId: fc.integer({ min: 1, max: 12 }),
    hour: fc.integer({ min: 9, max: 12 }),
    code: fc.constantFrom('CAIL', 'ERFI', null),
    confirmed: fc.boolean(),
  });
  const line = fc.record({
    hour: fc.integer({ min: 9, max: 12 }),
    code: fc.constantFrom('CAIL', 'ERFI', null),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(candidate, { selector: ({ contactId }) => contactId }),
      fc.array(line, { maxLength: 12 }),
      (contacts, lines) => {
        const candidates = contacts.map(({ contactId, hour, code, confirmed }) =>
          ours({
            contactId,
            code,
            reference: null,
            at: new Date(`2026-11-02T${String(hour).padStart(2, '0')}:00:00Z`),
            deliusId: confirmed ? String(contactId) : null,
          }),
        );
        const rows = lines.map(({ hour, code }, index) =>
          row({ code, time: `${String(hour).padStart(2, '0')}:00`, deliusId: `d${index}` }),
        );
        const given = matchAll(rows, candidates).flatMap(({ match }) =>
          match.kind === 'exact' ? [match.contactId] : [],
        );
        assert.equal(new Set(given).size, given.length);
        for (const id of given)
          assert.equal(candidates.find(({ contactId }) => contactId === id)?.deliusId, null);
      },
    ),
  );
});

test('a line that is a contact is never decided again', () => {
  assert.deepEqual(lineTransitions.matched, {});
  assert.deepEqual(lineTransitions['taken-in'], {});
  assert.equal(lineTransitions.left.leave, undefined);
});
