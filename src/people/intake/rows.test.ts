import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowChecker } from './check-row.ts';
import { matchColumns } from './columns.ts';
import { foldName, searchNames } from './fold-name.ts';
import { formats } from './formats/index.ts';
import { handlingOfOffence } from './formats/police-crimes.ts';
import { londonDayOf } from './london-days.ts';
import type { FormatCode } from './types.ts';

const today = '2026-11-02';
const codes = new Map([['TH68010', { title: 'Theft from a shop', homeOfficeClass: '046/00' }]]);

function check(format: FormatCode, row: Record<string, string>) {
  const headers = Object.keys(row);
  const { columns } = matchColumns(formats[format], headers, null);
  return rowChecker(formats[format], columns, { today, codes })(2, Object.values(row));
}

const nominal = { record_id: 'NF-1', capacity: 'offender', forename: 'Ann', surname: 'Example' };

test('a nominal becomes a record with canonical identifiers, and keeps what was sent', () => {
  const { items, problems } = check('police-nominals', {
    ...nominal,
    pnc_id: '79/163001B',
    date_of_birth: '31/12/1980',
    sex: 'F',
  });
  assert.deepEqual(problems, []);
  const [record] = items;
  assert.equal(record?.localId, 'NF-1');
  assert.deepEqual(
    {
      pnc: record.body.pnc,
      born: record.body.born,
      sex: record.body.sex,
      capacity: record.body.capacity,
      handling: record.body.handling,
    },
    { pnc: '1979/0163001B', born: '1980-12-31', sex: 'female', capacity: 'convicted', handling: 'statutory' },
  );
  assert.equal((record.body.raw as Record<string, string>).pnc_id, '79/163001B');
});

test('a wrong identifier is a warning and is not guessed; a missing reference leaves the row out', () => {
  const wrong = check('police-nominals', { ...nominal, pnc_id: '1979/0163001C' });
  assert.equal(wrong.items[0]?.body.pnc, null);
  assert.deepEqual(
    wrong.problems.map((problem) => [problem.column, problem.severity]),
    [['pnc_id', 'warning']],
  );
  const missing = check('police-nominals', { ...nominal, record_id: ' ', pnc_id: 'x' });
  assert.deepEqual(missing.items, []);
  assert.ok(missing.problems.every((problem) => problem.severity === 'error'));
});

test('reasons never quote the cell, which stands beside them until the batch ends', () => {
  const { problems } = check('police-nominals', {
    ...nominal,
    date_of_birth: 'Smithson',
    sex: 'Brown',
    pnc_id: 'Jones',
  });
  assert.equal(problems.length, 3);
  for (const problem of problems) assert.doesNotMatch(problem.reason, /Smithson|Brown|Jones/);
});

test('a formula is taken as text with a warning; a cell of a million characters is not taken', () => {
  const formula = check('police-nominals', { ...nominal, forename: '=SUM(A1)' });
  assert.equal(formula.items[0]?.body.given_name, '=SUM(A1)');
  assert.equal(formula.problems[0]?.severity, 'warning');
  const long = check('police-nominals', { ...nominal, address: 'x'.repeat(1_000_000) });
  assert.equal(long.items[0]?.body.address, null);
  assert.equal(long.problems[0]?.excerpt?.length, 81);
});

test('columns that begin with an underscore are never read, even where a mapping names them', () => {
  const headers = ['record_id', 'capacity', 'surname', '_truth', ' _forename'];
  const mapping = { forename: '_truth', beat: ' _forename' };
  const { columns, unused, missing } = matchColumns(formats['police-nominals'], headers, mapping);
  assert.deepEqual(
    columns.map((column) => column.header),
    ['record_id', 'capacity', 'surname'],
  );
  assert.deepEqual([unused, missing], [[], []]);
});

test('headers are known by other names and by what was remembered, and a double is said', () => {
  const match = (headers: string[], mapping: Record<string, string> | null = null) =>
    matchColumns(formats['police-nominals'], headers, mapping);
  assert.deepEqual(match(['Nominal ID', 'Role', 'Last Name', 'D.O.B.']).missing, []);
  assert.deepEqual(match(['No', 'capacity', 'surname'], { record_id: 'No' }).missing, []);
  assert.deepEqual(match(['No', 'capacity', 'surname']).missing, ['record_id']);
  assert.deepEqual(match(['record_id', 'capacity', 'surname', 'Surname']).twice, ['surname']);
});

test('who may have an offence: what was settled or charged, never what was not proven or was suffered', () => {
  assert.equal(handlingOfOffence('convicted', 'convicted'), 'statutory');
  assert.equal(handlingOfOffence('suspect', 'cautioned'), 'statutory');
  assert.equal(handlingOfOffence('suspect', 'charged'), 'statutory');
  for (const outcome of ['no-further-action', 'under-investigation', 'acquitted'])
    assert.equal(handlingOfOffence('suspect', outcome), 'named');
  assert.equal(handlingOfOffence('victim', 'convicted'), 'named');
});

test('a crime gets its title and class; an unknown code is taken with a warning', () => {
  const crime = {
    crime_ref: '36/1/26',
    record_id: 'NF-1',
    capacity: 'suspect',
    cjs_offence_code: 'TH68010',
    offence_date: '2026-01-05',
    outcome: 'no_further_action',
  };
  const known = check('police-crimes', crime);
  assert.deepEqual(
    [known.items[0]?.body.title, known.items[0]?.body.home_office_class],
    ['Theft from a shop', '046/00'],
  );
  const unknown = check('police-crimes', { ...crime, cjs_offence_code: 'XX99999' });
  assert.equal(unknown.items.length, 1);
  assert.equal(unknown.problems[0]?.severity, 'warning');
});

test('an order that ends before it starts is left out', () => {
  const order = {
    crn: 'X123456',
    surname: 'Example',
    order_type: 'licence',
    start_date: '2026-05-01',
    end_date: '2026-04-01',
  };
  assert.deepEqual(check('probation-caseload', order).items, []);
  const right = check('probation-caseload', { ...order, end_date: '2026-06-01' });
  assert.deepEqual(
    right.items.map((item) => item.item),
    ['record', 'supervision'],
  );
});

test('a day in police custody is the day it is in London', () => {
  assert.equal(londonDayOf('2026-06-30T23:30:00+00:00'), '2026-07-01');
  assert.equal(londonDayOf('2026-01-31T23:30:00Z'), '2026-01-31');
  assert.equal(londonDayOf('2026-02-30T10:00:00Z'), null);
  assert.equal(londonDayOf('2026-02-03 10:00'), null);
});

test('names fold alike in search and in store', () => {
  assert.equal(foldName("  Séan  O'Brien-Łukasz "), 'sean obrien lukasz');
  assert.equal(searchNames(['Ann Example', null, 'ann  example', 'Anny']), 'ann example anny');
});

test('a header written otherwise stands for the same field, and for no other', () => {
  for (const format of Object.values(formats)) {
    const names = Object.keys(format.fields);
    const written = names.map(
      (name) => ` ${name.replaceAll('_', '').toUpperCase()}${name.endsWith('s') ? '' : '(S)'}`,
    );
    const { columns, unused, twice } = matchColumns(format, written, null);
    assert.deepEqual(
      columns.map(({ field, index }) => [field, index]),
      names.map((name, index) => [name, index]),
      format.code,
    );
    assert.deepEqual([unused, twice], [[], []], format.code);
  }
});

test('columns go by the names that lists to be linked know, whatever the points and spaces', () => {
  const headers = [
    'URN',
    'Capacity',
    'Offender Forename(s)',
    'SURNAME',
    'D.O.B.',
    'PNCID',
    'C.R.O. No',
    'Post Code',
  ];
  const { columns, missing, unused } = matchColumns(formats['police-nominals'], headers, null);
  assert.deepEqual(Object.fromEntries(columns.map(({ field, header }) => [field, header])), {
    record_id: 'URN',
    capacity: 'Capacity',
    forename: 'Offender Forename(s)',
    surname: 'SURNAME',
    date_of_birth: 'D.O.B.',
    pnc_id: 'PNCID',
    cro: 'C.R.O. No',
    postcode: 'Post Code',
  });
  assert.deepEqual([missing, unused], [[], []]);
  // Of a crime, a reference that is called no more than that may be the crime's own.
  assert.ok(matchColumns(formats['police-crimes'], ['Ref', 'Capacity'], null).missing.includes('record_id'));
});
