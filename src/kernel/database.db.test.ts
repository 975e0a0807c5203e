import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../test/support/house.ts';
import type { StaffViewer } from '../access/viewers.ts';
import { sql, type Tx } from './database.ts';
import { WaymarkError } from './errors.ts';

const code = (wanted: string) => (error: unknown) => error instanceof WaymarkError && error.code === wanted;

for (const kind of ['PostgreSQL', 'embedded'] as const) {
  describe(`statements that follow one another, on ${kind}`, () => {
    let house: TestHouse;
    let officer: StaffViewer;
    before(async () => {
      house = await testHouse({ embedded: kind === 'embedded' });
      officer = await house.viewerFor('police-offender-manager');
    });
    after(() => house.close());

    const draft = (form: string) =>
      sql`insert into draft (staff_id, form, body) values (${officer.staffId}, ${form}, '{}')`;
    const drafts = (): Promise<string[]> =>
      house.database.as(officer, async (tx) =>
        (await tx.many(sql<{ form: string }>`select form from draft order by form`)).map(({ form }) => form),
      );

    test('answers come back to whoever asked', async () => {
      const numbers = Array.from({ length: 40 }, (_, index) => index);
      const answers = await house.database.as(officer, (tx) =>
        Promise.all(numbers.map((n) => tx.one(sql<{ n: number }>`select ${n}::int as n`))),
      );
      assert.deepEqual(
        answers.map(({ n }) => n),
        numbers,
      );
    });

    test('one that fails takes the whole transaction with it, and is the one named', async () => {
      await assert.rejects(
        house.database.as(officer, (tx) =>
          Promise.all([
            tx.run(draft('a')),
            tx.run(sql`insert into draft (staff_id, form, body) values (${officer.staffId}, '', '{}')`),
            tx.run(draft('b')),
          ]),
        ),
        code('invalid'),
      );
      assert.deepEqual(await drafts(), []);
    });

    test('the statement that failed is the one named, also when one behind it is heard of first', async () => {
      const deep = async (work: Promise<unknown>, levels: number): Promise<unknown> =>
        levels === 0 ? work : deep(work, levels - 1);
      await assert.rejects(
        house.database.as(officer, (tx) =>
          Promise.all([
            deep(tx.run(sql`select ${'99999999999999999999'}::bigint`), 50),
            tx.one(sql`select 1 as one`),
          ]),
        ),
        code('invalid'),
      );
    });

    test('what was never reached behind a failure may be asked again on the same connection', async () => {
      const third = (tx: Tx) => tx.one(sql<{ kind: string }>`select ${'third'}::text || ' of three' as kind`);
      const second = (tx: Tx) => tx.one(sql<{ half: number }>`select (${4}::int / ${2}::int) as half`);
      for (let again = 0; again < 3; again += 1) {
        await assert.rejects(
          house.database.as(officer, (tx) =>
            Promise.all([second(tx), tx.one(sql`select 1 / ${0}::int as none`), third(tx)]),
          ),
          /division by zero/,
        );
        const answers = await house.database.as(officer, (tx) => Promise.all([third(tx), second(tx)]));
        assert.deepEqual(answers, [{ kind: 'third of three' }, { half: 2 }]);
      }
    });

    test('rows, none, nothing, and how many were touched: each statement of several has its own', async () => {
      const ask = (tx: Tx) =>
        Promise.all([
          tx.many(sql`select n, case when n = 2 then null else 'x' end as x, array[n, 7]::bigint[] as ids,
            date '2026-11-22' as day, timestamptz '2026-11-22 10:00Z' as at, '{"a":[1]}'::jsonb as body
            from generate_series(1, ${3}::int) as s (n)`),
          tx.many(sql`select 1 as one where ${false}`),
          tx.run(draft('own answer')),
          tx.run(sql`delete from draft where staff_id = ${officer.staffId} and form like 'own%'`),
          tx.maybe(sql`select null as nothing`),
        ]);
      for (let again = 0; again < 2; again += 1) {
        const [rows, none, added, removed, nothing] = await house.database.as(officer, ask);
        const at = new Date('2026-11-22T10:00:00Z');
        const row = (n: number) => ({
          n,
          x: n === 2 ? null : 'x',
          ids: [n, 7],
          day: '2026-11-22',
          at,
          body: { a: [1] },
        });
        assert.deepEqual(rows, [row(1), row(2), row(3)]);
        assert.deepEqual([none, added, removed, nothing], [[], 1, 1, { nothing: null }]);
      }
    });

    test('a value that cannot be written fails by itself, and the connection goes on', async () => {
      const round: Record<string, unknown> = {};
      round.self = round;
      await assert.rejects(
        house.database.as(officer, (tx) =>
          Promise.all([tx.one(sql`select ${round}::jsonb as body`), tx.one(sql`select 1 as one`)]),
        ),
        TypeError,
      );
      assert.deepEqual(await house.database.as(officer, (tx) => tx.one(sql`select 1 as one`)), { one: 1 });
    });

    test('work that gives up leaves nothing behind on the connection', async () => {
      await assert.rejects(
        house.database.as(officer, async (tx) => {
          const late = (async () => {
            await tx.one(sql`select pg_sleep(0.05)`);
            await tx.run(draft('late'));
          })();
          await Promise.all([late, Promise.reject(new Error('given up'))]);
        }),
        /given up/,
      );
      assert.deepEqual(await drafts(), []);
    });

    test('a session that has ended: what was sent after the opening is not run', async () => {
      const ended = { ...officer, sessionId: 999_999_999 };
      await assert.rejects(
        house.database.as(ended, (tx) => tx.run(draft('after the end'))),
        code('not-signed-in'),
      );
      await assert.rejects(
        house.database.as(ended, async () => undefined),
        code('not-signed-in'),
      );
      assert.deepEqual(await drafts(), []);
    });
  });
}

describe('a connection that is lost at work', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
  });
  after(() => house.close());

  test('fails its own work as busy, and nobody else’s', async () => {
    const officer = await house.viewerFor('police-offender-manager');
    const lost = house.database.as(officer, (tx) => tx.one(sql`select pg_sleep(5)`));
    const refused = assert.rejects(lost, code('database-busy'));
    for (let ended = 0; ended === 0; ) {
      const rows = await house.ownerQuery(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()`,
      );
      ended = rows.length;
    }
    await refused;
    const { one } = await house.database.as(officer, (tx) => tx.one(sql<{ one: number }>`select 1 as one`));
    assert.equal(one, 1);
  });

  test('a statement that failed and was passed over is not taken for done', async () => {
    const officer = await house.viewerFor('police-offender-manager');
    await assert.rejects(
      house.database.as(officer, async (tx) => {
        await tx.run(
          sql`insert into draft (staff_id, form, body) values (${officer.staffId}, 'kept:1', '{}')`,
        );
        await tx.run(sql`select 1 / 0`).catch(() => 0);
      }),
      /had failed/,
    );
  });
});
