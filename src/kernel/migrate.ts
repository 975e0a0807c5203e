import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { WaymarkError } from './errors.ts';

export interface SchemaFile {
  /** `0001_floors` or, for a policy file, the table's name (`_…` for functions). */
  name: string;
  sql: string;
}

export interface SchemaFiles {
  /** Applied once, in order, never edited afterwards. */
  migrations: readonly SchemaFile[];
  /** Applied again, all of them, whenever one changes: functions first, then one file a table. */
  policies: readonly SchemaFile[];
}

/** Services that work without a person behind them; each has a database role of its own and no more. */
export const serviceRoles = [
  'waymark_signin',
  'waymark_setup',
  'waymark_intake',
  'waymark_linkage',
  'waymark_selection',
  'waymark_measurement',
  'waymark_randomiser',
  'waymark_sealer',
  'waymark_public_register',
  'waymark_calendar',
  'waymark_checkin',
  'waymark_notices',
  'waymark_victims',
  'waymark_grants',
  'waymark_events',
  'waymark_retention',
  'waymark_jobs',
] as const;

const workingRoles = ['waymark_app', 'waymark_definer', ...serviceRoles];

/** Creates the roles, applies what is new, and leaves the database as the files say. One process at a time. */
export async function bringUpToDate(client: ClientBase, schema: SchemaFiles): Promise<void> {
  await client.query(`select pg_advisory_lock(hashtext('waymark-migrate'))`);
  try {
    await createRoles(client);
    await client.query(bookkeeping);
    await applyMigrations(client, schema.migrations);
    await applyPolicies(client, schema.policies);
    await client.query('revoke create on schema public from waymark_definer');
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('waymark-migrate'))`);
  }
}

const bookkeeping = `
  create table if not exists schema_migration (name text primary key, sha256 text not null, at timestamptz not null default now());
  create table if not exists schema_policy (name text primary key, sha256 text not null, at timestamptz not null default now());
  alter table schema_migration owner to waymark_owner;
  alter table schema_policy owner to waymark_owner;
  grant usage on schema public to waymark_app;`;

async function createRoles(client: ClientBase): Promise<void> {
  const statements = ['waymark_owner', ...workingRoles].map(
    (role) =>
      `if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;`,
  );
  await client.query(`do $$ begin
    ${statements.join('\n    ')}
    if not exists (select from pg_roles where rolname = 'waymark_login') then create role waymark_login login noinherit; end if;
  end $$`);
  const database = (await client.query('select current_database() as name')).rows[0].name as string;
  await client.query(`
    grant ${['waymark_app', ...serviceRoles].join(', ')} to waymark_login;
    grant usage on schema public to ${workingRoles.join(', ')};
    grant create, usage on schema public to waymark_owner;
    grant create on database "${database.replaceAll('"', '""')}" to waymark_owner, waymark_jobs;
    revoke create on schema public from public;
    revoke temporary on database "${database.replaceAll('"', '""')}" from public;`);
  // Functions that belong to waymark_definer need its right to create while they are handed over.
  await client.query('grant create on schema public to waymark_definer');
}

async function applyMigrations(client: ClientBase, migrations: readonly SchemaFile[]): Promise<void> {
  const done = new Map<string, string>(
    (await client.query('select name, sha256 from schema_migration')).rows.map((row) => [
      row.name,
      row.sha256,
    ]),
  );
  for (const migration of migrations) {
    const sha256 = hash(migration.sql);
    const before = done.get(migration.name);
    if (before === sha256) continue;
    if (before !== undefined) {
      throw new WaymarkError('wrong-setting', {
        text: `Migration ${migration.name} was edited after it was applied.`,
      });
    }
    await inTransaction(client, async () => {
      await client.query(migration.sql);
      await client.query(handOver);
      await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [
        migration.name,
        sha256,
      ]);
    });
  }
}

/** Everything a migration made belongs to the owner, whoever ran it. */
const handOver = `do $$ declare t record; begin
  for t in select c.oid::regclass as name, c.relkind from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm') and pg_get_userbyid(c.relowner) <> 'waymark_owner'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  loop execute format('alter table %s owner to waymark_owner', t.name); end loop;
end $$`;

/**
 * All of them or none: a file may grant on a table that another file is about, so that where one has changed, or one is no
 * longer there, everything is taken away and granted anew. Nobody sees the time in between.
 */
async function applyPolicies(client: ClientBase, policies: readonly SchemaFile[]): Promise<void> {
  const rows = (await client.query('select name, sha256 from schema_policy')).rows;
  const done = new Map<string, string>(rows.map((row) => [row.name, row.sha256]));
  const isSame = policies.every(({ name, sql }) => done.get(name) === hash(sql));
  if (isSame && done.size === policies.length) return;
  await inTransaction(client, async () => {
    await client.query(takeAway);
    await client.query('delete from schema_policy');
    for (const policy of policies) await applyPolicy(client, policy);
  });
}

async function applyPolicy(client: ClientBase, policy: SchemaFile): Promise<void> {
  try {
    if (!policy.name.startsWith('_')) await client.query(securePerson(policy.name));
    await client.query(policy.sql);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WaymarkError('wrong-setting', { text: `Policy file ${policy.name}: ${reason}`, cause });
  }
  await client.query('insert into schema_policy (name, sha256) values ($1, $2)', [
    policy.name,
    hash(policy.sql),
  ]);
}

/** The policy files are the whole truth: what an older version granted is gone first. An owner keeps its own functions. */
const takeAway = `do $$ declare p record; begin
    for p in select policyname, tablename from pg_policies where schemaname = 'public'
    loop execute format('drop policy %I on %I', p.policyname, p.tablename); end loop;
    for p in select f.oid::regprocedure as name, r.rolname from pg_proc f cross join pg_roles r
      where f.pronamespace = 'public'::regnamespace and f.prokind = 'f' and r.rolname in (${workingRoles.map((role) => `'${role}'`).join(', ')})
        and r.oid <> f.proowner and f.proacl is not null and exists (select from aclexplode(f.proacl) a where a.grantee = r.oid)
    loop execute format('revoke all on function %s from %I', p.name, p.rolname); end loop;
  end $$;
  revoke all on all tables in schema public from ${workingRoles.join(', ')};`;

/** What is about a person is closed to everybody whom no policy lets in, its owner included. */
const securePerson = (table: string): string => `do $$ begin
    if exists (select from information_schema.columns where table_schema = 'public' and table_name = '${table}'
        and (column_name = 'person_id' or '${table}' = 'person')) then
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
    end if;
  end $$`;

async function inTransaction(client: ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
