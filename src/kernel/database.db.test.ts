import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../test/support/house.ts';
import type { StaffViewer } from '../access/viewers.ts';
import { sql } from './database.ts';
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
