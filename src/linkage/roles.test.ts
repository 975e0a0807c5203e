import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { namesOfRole, plainHeader, ROLES, roleNamed, rolesOf } from './roles.ts';

test('the table of roles that the how-to gives is the list that is used', async () => {
  const path = new URL('../../docs/how-to/link-records.md', import.meta.url);
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => /^ +\| `/.test(line));
  const rows = lines.map((line) => Array.from(line.matchAll(/`([^`]+)`/g), (found) => found[1] ?? ''));
  assert.deepEqual(
    rows.map(([role]) => role),
    ROLES,
  );
  for (const [role, ...names] of rows) {
    for (const name of [role ?? '', ...names]) assert.equal(roleNamed(name), role, name);
    const others = rows.flatMap((row) => (row[0] === role ? [] : row.slice(1)));
    for (const name of names) assert.ok(!others.includes(name), `${name} is a name of two roles`);
    // Every name of the role, and none that is not: a header that is not in the table plays no role.
    for (const name of names) assert.deepEqual(rolesOf([name], {}), { [role ?? '']: name });
  }
});

test('a role may be said as columns say it, in capitals or with spaces', () => {
  assert.equal(roleNamed('First Name'), 'forename');
  assert.equal(roleNamed('MIDDLENAME'), 'middleName');
  assert.equal(roleNamed('full-name'), 'fullName');
  assert.equal(roleNamed('constructor'), undefined);
});

test('points, capitals, spaces and a plural of a header do not count', () => {
  const headers = [
    'URN',
    'First Name(s)',
    'SURNAME*',
    'D.O.B.',
    'PNC ID',
    'C.R.O. No.',
    'Post Code',
    'E-Mail',
  ];
  assert.deepEqual(rolesOf(headers, {}), {
    id: 'URN',
    forename: 'First Name(s)',
    surname: 'SURNAME*',
    dob: 'D.O.B.',
    postcode: 'Post Code',
    email: 'E-Mail',
    pnc: 'PNC ID',
    cro: 'C.R.O. No.',
  });
  for (const header of [
    'dob',
    'D.O.B',
    'Date of birth',
    'DateOfBirth',
    'date-of-birth',
    'BIRTH DATE',
    'Born',
  ])
    assert.deepEqual(rolesOf([header], {}), { dob: header });
  for (const header of ['PNC', 'PNCID', 'PNC ID', 'pnc_id', 'PNC No.', 'P.N.C. Number'])
    assert.deepEqual(rolesOf([header], {}), { pnc: header });
  for (const header of [
    'Ref',
    'Ref No',
    'Ref. No.',
    'URN',
    'Reference Number',
    'Unique Reference',
    'Record ID',
  ])
    assert.deepEqual(rolesOf([header], {}), { id: header });
});

test('whose a column is and how it is filled do not count, unless another has the plain name', () => {
  const headers = ['Nominal Ref', 'Name of offender', 'Offender’s DOB (dd/mm/yyyy)', 'Subject Address'];
  assert.deepEqual(rolesOf(headers, {}), {
    id: 'Nominal Ref',
    fullName: 'Name of offender',
    dob: 'Offender’s DOB (dd/mm/yyyy)',
    street: 'Subject Address',
  });
  assert.deepEqual(rolesOf(['Suspect surname', 'Surname'], {}), { surname: 'Surname' });
  assert.deepEqual(rolesOf(['Officer surname', 'Victim name', 'DOB (mm/dd/yyyy)', 'Offender'], {}), {});
});

test('no name stands in the list twice in other letters', () => {
  const names = ROLES.flatMap((role) => namesOfRole(role).map(plainHeader));
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});
