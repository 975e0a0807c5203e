import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ROLES, roleNamed, rolesOf } from './roles.ts';

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
