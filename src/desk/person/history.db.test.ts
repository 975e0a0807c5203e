import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { keptTables } from './history-rules.ts';

/** Ids and bookkeeping, which tell a person nothing. */
const untold =
  /^(id|.*_id|version|changed_at|changed_by|recorded_at|created_at|moved_at|allocated_by|named_agencies|added_by|ended_by|decided_by|replaces|asked_by|issued_by|sort|position|set_at|set_by|switched_by|not_people|not_records)$/;

describe('the words of the history', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
  });
  after(() => house.close());

  /** Tables whose earlier states an author's agency may see: kept, about a person, by an agency. */
  const kept = () =>
    house.ownerQuery<{ table: string; columns: string[]; checks: string[] }>(`
      select c.relname as "table",
        array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
        array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c') as checks
      from pg_class c where exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'history_update')
        and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('person_id', 'agency_id')) = 2
      order by 1`);

  test('every table and every column that says something has words', async () => {
    const tables = await kept();
    assert.ok(tables.length >= 5);
    const faults = tables.flatMap(({ table, columns }) => {
      const told = Object.keys(keptTables[table]?.columns ?? {});
      return [
        ...columns
          .filter((column) => !untold.test(column) && !told.includes(column))
          .map((column) => `${table}.${column} has no words in src/desk/person/history-*.ts`),
        ...told.filter((column) => !columns.includes(column)).map((column) => `${table} has no ${column}`),
      ];
    });
    assert.deepEqual(faults, []);
  });

  test('every code that a column may hold has words', async () => {
    let codes = 0;
    const faults: string[] = [];
    for (const { table, checks } of await kept())
      for (const check of checks) {
        const [, column = ''] = /^CHECK \(\((\w+) = ANY \(ARRAY\[/.exec(check) ?? [];
        if (column === '') continue;
        for (const [, code = ''] of check.matchAll(/'([^']+)'::text/g)) {
          codes += 1;
          if (keptTables[table]?.columns[column]?.codes?.[code] === undefined)
            faults.push(`${table}.${column}: ${code} has no words`);
        }
      }
    assert.deepEqual(faults, []);
    assert.ok(codes > 20, `${codes} codes`);
  });
});
