import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { readSchemaFiles } from '../../src/access/schema-files.ts';
import { bringUpToDate, type SchemaFile, type SchemaFiles } from '../../src/kernel/migrate.ts';
import { type TestHouse, testHouse, urlOf } from '../support/house.ts';

let house: TestHouse;
let client: pg.Client;
let files: SchemaFiles;

before(async () => {
  house = await testHouse();
  const [row] = await house.ownerQuery<{ name: string }>('select current_database() as name');
  client = new pg.Client({ connectionString: urlOf(row?.name ?? '') });
  await client.connect();
  files = await readSchemaFiles();
});
after(async () => {
  await client.end();
  await house.close();
});

/** Everything that lets anybody do anything, a line each. */
async function granted(): Promise<string[]> {
  const lines = await client.query<{ line: string }>(`
    select concat_ws(' ', tablename, policyname, permissive, roles::text, cmd, qual, with_check) as line from pg_policies
    union all
    select c.relname || ' ' || c.relrowsecurity || c.relforcerowsecurity || x::text from pg_class c, unnest(c.relacl) x
      where c.relnamespace = 'public'::regnamespace and c.relname not like 'schema_%'
    union all
    select c.relname || '.' || a.attname || ' ' || x::text from pg_attribute a join pg_class c on c.oid = a.attrelid, unnest(a.attacl) x
      where c.relnamespace = 'public'::regnamespace
    union all
    select p.oid::regprocedure::text || ' ' || x::text from pg_proc p, unnest(p.proacl) x where p.pronamespace = 'public'::regnamespace
    order by 1`);
  return lines.rows.map(({ line }) => line);
}

const changed = (change: (file: SchemaFile) => SchemaFile[]): SchemaFiles => ({
  ...files,
  policies: files.policies.flatMap(change),
});

test('a changed policy file leaves everything as all the files say, what they grant on one another’s tables included', async () => {
  const before = await granted();
  assert.ok(before.length > 1000);
  // The second is granted on by many others, the third grants on it.
  for (const name of ['_functions', 'notice', 'sighting'])
    await bringUpToDate(
      client,
      changed((file) => [file.name === name ? { ...file, sql: `${file.sql}\n-- read again` } : file]),
    );
  await bringUpToDate(client, files);
  assert.deepEqual(await granted(), before);
});

test('what no file says any longer is gone', async () => {
  const before = await granted();
  const more: SchemaFile = {
    name: 'notice_more',
    sql: `create policy more on notice for delete to waymark_app using (true); grant delete on notice to waymark_app;
      grant execute on function viewer_staff() to waymark_events;`,
  };
  await bringUpToDate(client, { ...files, policies: [...files.policies, more] });
  const beyond = (await granted()).filter((line) => !before.includes(line));
  assert.ok(beyond.some((line) => line.startsWith('notice more ')));
  await bringUpToDate(client, files);
  assert.deepEqual(await granted(), before);
});

test('a file that cannot be applied changes nothing, and is named', async () => {
  const before = await granted();
  const broken = changed((file) => [
    file.name === 'sighting' ? { ...file, sql: `${file.sql}\ncreate policy wrong on nothing;` } : file,
  ]);
  await assert.rejects(bringUpToDate(client, broken), /Policy file sighting: .*"nothing" does not exist/);
  assert.deepEqual(await granted(), before);
});
