import { type Sql, sql } from '../../kernel/database.ts';
import type { ItemKind } from './types.ts';

export interface ItemTable {
  /** The table's name as SQL. */
  table: Sql<unknown>;
  /** Its type, for reading a staged body. */
  rowType: Sql<unknown>;
  /** Columns that a staged body has and a batch writes. */
  columns: readonly string[];
}

const tableOf = (name: string, columns: readonly string[]): ItemTable => ({
  table: sql.table(name),
  rowType: sql.raw(`null::${name}`),
  columns,
});

/** Where the items of a batch stand once it is accepted. */
export const itemTables: Readonly<Record<ItemKind, ItemTable>> = {
  record: tableOf('source_record', [
    'capacity',
    'given_name',
    'middle_name',
    'family_name',
    'aliases',
    'born',
    'sex',
    'ethnicity',
    'pnc',
    'cro',
    'prison_number',
    'crn',
    'yjs_id',
    'address',
    'postcode',
    'area',
    'search_names',
    'raw',
    'handling',
  ]),
  offence: tableOf('offence', [
    'nominal_ref',
    'capacity',
    'offence_code',
    'home_office_class',
    'title',
    'offence_date',
    'arrest_date',
    'asn',
    'charge_date',
    'outcome',
    'outcome_date',
    'court',
    'sentence',
    'area',
    'handling',
  ]),
  custody: tableOf('custody_spell', [
    'nominal_ref',
    'kind',
    'place',
    'from_day',
    'to_day',
    'release_type',
    'licence_end',
    'reason',
    'handling',
  ]),
  supervision: tableOf('supervision', [
    'nominal_ref',
    'title',
    'order_type',
    'sentence_date',
    'from_day',
    'to_day',
    'main_offence_code',
    'rosh',
    'mappa_level',
    'conditions',
    'handling',
  ]),
};

/** `p.capacity, p.given_name, …` */
export const columnsOf = (kind: ItemKind, alias?: string): Sql<unknown> =>
  sql.join(
    itemTables[kind].columns.map((column) => sql.ref(alias === undefined ? column : `${alias}.${column}`)),
  );

/** `capacity = p.capacity, …` */
export const assignmentsOf = (kind: ItemKind, alias: string): Sql<unknown> =>
  sql.join(
    itemTables[kind].columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`${alias}.${column}`)}`),
  );

/** Who a record under this name says somebody is, as a mark that tells nothing of it. */
export const whoMark = (alias: 'p' | 'r'): Sql<string> => {
  const column = (name: string): Sql<unknown> => sql.ref(`${alias}.${name}`);
  return sql<string>`md5(jsonb_build_array(${column('given_name')}, ${column('family_name')}, coalesce(${column('aliases')}, '{}'), ${column('born')}, ${column('pnc')})::text)`;
};

/** A date of birth does not become unknown: one that a later extract leaves out, or mistypes, stays as it was. */
export const keptWhenAbsent: readonly string[] = ['born'];

/** As `assignmentsOf`, for what an extract changes: what may not be lost stays. */
export const changesOf = (kind: ItemKind, alias: string): Sql<unknown> =>
  sql.join(
    itemTables[kind].columns.map((column) =>
      keptWhenAbsent.includes(column)
        ? sql`${sql.ref(column)} = coalesce(${sql.ref(`${alias}.${column}`)}, r.${sql.ref(column)})`
        : sql`${sql.ref(column)} = ${sql.ref(`${alias}.${column}`)}`,
    ),
  );
