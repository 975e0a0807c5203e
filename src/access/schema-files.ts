import { readdir, readFile } from 'node:fs/promises';
import { type SchemaFile, type SchemaFiles, serviceRoles } from '../kernel/migrate.ts';

const migrationsFolder = new URL('../../migrations/', import.meta.url);
const policiesFolder = new URL('./policies/', import.meta.url);

/** Reads migrations and policy files; policy files are written with a few shorthands (see `expand`). */
export async function readSchemaFiles(): Promise<SchemaFiles> {
  const migrations = await readFolder(migrationsFolder);
  const policies = (await readFolder(policiesFolder)).map((file) => ({
    ...file,
    sql: expand(file.sql, file.name),
  }));
  return { migrations, policies };
}

async function readFolder(folder: URL): Promise<SchemaFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: name.slice(0, -4),
      sql: await readFile(new URL(name, folder), 'utf8'),
    })),
  );
}

/**
 * The shorthands of policy files. They are text, not SQL functions, because a function of the row's columns
 * cannot use an index (433 times slower on a list).
 *
 * - `$reason(contact.person_id: team lead)`: an open access reason of one of these kinds, held by the viewer,
 *   whose limited-access list lets them through.
 * - `$reason-once(contact.person_id: team lead)`: the same, for tables that hold hundreds of rows of one person.
 * - `$shared(contacts)`: the viewer's own agency's item (or one of an agency that it succeeded), or one that an
 *   agreement and its handling let them have.
 * - `$service(intake)`: the named service is at work.
 * - `$history(contact)`: the table's row history triggers.
 * - `$stays(contact)`: a row may be changed, but not moved to another person.
 * - `$everyone`, `$services`: the working roles; the service roles.
 */
export function expand(sql: string, table: string): string {
  return sql
    .replace(/\$reason\(([\w.]+): ([a-z -]+)\)/g, (_, column: string, kinds: string) =>
      reasonClause(column, kinds.trim().split(/\s+/)),
    )
    .replace(/\$reason-once\(([\w.]+): ([a-z -]+)\)/g, (_, column: string, kinds: string) =>
      reasonOnceClause(column, kinds.trim().split(/\s+/)),
    )
    .replace(/\$shared\(([a-z-]+)\)/g, (_, category: string) => sharedClause(table, category))
    .replace(/\$service\(([a-z-]+)\)/g, "(select viewer_service()) = '$1'")
    .replace(/\$history\((\w+)\)/g, (_, name: string) => historyTriggers(name))
    .replace(/\$stays\((\w+)\)/g, (_, name: string) => staysTrigger(name))
    .replaceAll('$everyone', ['waymark_app', 'waymark_definer', ...serviceRoles].join(', '))
    .replaceAll('$services', serviceRoles.filter((role) => role !== 'waymark_jobs').join(', '));
}

// What every row asks is asked once a statement, as (select …); what few rows ask is asked by them, because each
// (select …) is a plan of its own to set up, and a person's page has hundreds.
const reasonClause = (person: string, kinds: string[]): string => `exists (
    select 1 from access_reason r
    where r.person_id = ${person} and r.holder = any ((select viewer_holders())::text[])
      and r.kind in (${kinds.map((kind) => `'${kind}'`).join(', ')})
      and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now())
      and (r.excluded_staff = '{}' or not (viewer_staff() = any (r.excluded_staff)))
      and (r.only_staff is null or viewer_staff() = any (r.only_staff))
  )`;

// Asked of the person the page is about once a statement, and of others row by row: otherwise a statement over
// hundreds of rows of one person first gathers everybody whom the viewer reaches (2.5 ms with 5,000 members).
const reasonOnceClause = (column: string, kinds: string[]): string =>
  `case when ${column} = (select viewer_person()) then ${reasonClause('viewer_person()', kinds)} else ${reasonClause(column, kinds)} end`;

// Last of all, and of few rows: what an agency that has ended kept to itself is its heir's to read.
const sharedClause = (table: string, category: string): string => `(
    ${table}.agency_id = (select viewer_agency())
    or ((select viewer_shares('${category}')) and (
      ${table}.handling = 'partners'
      or (${table}.handling = 'statutory' and viewer_statutory())
      or (${table}.handling = 'named' and viewer_agency() = any (${table}.named_agencies))
    ))
    or (${table}.handling in ('own', 'named') and ${table}.agency_id = any (viewer_predecessors()))
  )`;

const staysTrigger = (table: string): string => `
create or replace trigger stays before update of person_id on ${table} for each row
  when (old.person_id is distinct from new.person_id) execute function refuse_other_person();`;

const historyTriggers = (table: string): string => `
create or replace trigger history_insert after insert on ${table} referencing new table as new_rows for each statement execute function keep_history();
create or replace trigger history_update after update on ${table} referencing old table as old_rows for each statement execute function keep_history();
create or replace trigger history_delete after delete on ${table} referencing old table as old_rows for each statement execute function keep_history();`;
