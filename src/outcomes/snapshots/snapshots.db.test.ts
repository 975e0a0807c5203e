import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { makeCareers } from '../measures/careers-for-tests.ts';
import type { HarmFigures } from '../measures/harm-rules.ts';
import { recordCareers } from '../measures/recorded-for-tests.ts';
import { getMeasure, measures } from '../measures/registry.ts';
import type { ReoffendingFigures } from '../measures/reoffending-rules.ts';
import { runMeasures } from '../measures/run.ts';
import { recomputeCommand } from './command.ts';
import { recompute } from './recompute.ts';

const on = '2026-11-02';

/** A table of two weights, as an upload would have left it, and a class for each offence of the careers. */
async function weigh(house: TestHouse): Promise<void> {
  const [table] = await house.ownerQuery<{ id: number }>(
    `insert into weight_table (scheme_id, layout, name, source, valid_from, sha256, rows, example)
     values ($1, 'cambridge', 'Example weights', 'made up for this test', '2020-01-01', 'w', 1, true) returning id`,
    [house.schemeId],
  );
  await house.ownerQuery(
    `insert into weight (table_id, code, weight) values ($1, '049/00', 2), ($1, '001/00', 5000)`,
    [table?.id],
  );
  await house.ownerQuery(
    `update offence set home_office_class = case when id % 400 = 0 then '001/00' when id % 5 = 0 then '099' else '049/00' end`,
  );
}

/** What sources send that cannot be: people of measures keep standing. */
async function spoil(house: TestHouse): Promise<void> {
  await house.ownerQuery(
    `update offence set offence_date = '1980-01-01' where id in (select min(id) from offence where capacity = 'convicted' group by person_id)`,
  );
  await house.ownerQuery(
    `insert into custody_spell (source_id, agency_id, batch_id, person_id, nominal_ref, local_id, kind, place, from_day, to_day, handling, fingerprint)
     select source_id, agency_id, batch_id, person_id, 'n', 'x' || id, 'prison', 'Example', from_day + 5, case when id % 3 = 0 then null else from_day + 9 end, 'partners', 'f' from custody_spell`,
  );
  await house.ownerQuery(
    `insert into membership (scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on, left_on, review_retention_on)
     select scheme_id, person_id, 'member', 'fixed', base_id, team_id, 'statutory', joined_on + 200, null, date '2040-01-01'
     from membership where left_on is not null`,
  );
}

describe('a frozen claim', () => {
  let house: TestHouse;
  let ids: Map<string, number>;

  before(async () => {
    house = await testHouse();
    await recordCareers(house, makeCareers(7, { people: 900, mean: 1.2, burst: 2, threshold: 4, effect: 1 }));
    await spoil(house);
    await weigh(house);
    ids = await runMeasures(house.database, { schemeId: house.schemeId, on, now: testNow });
  });
  after(() => house.close());

  const figuresOf = async <Figures>(code: string): Promise<Figures> => {
    const [row] = await house.ownerQuery<{ figures: Figures }>(
      'select figures from claim_exact where claim_id = $1',
      [ids.get(code)],
    );
    assert.ok(row !== undefined);
    return row.figures;
  };

  it('is there for every measure, with bad dates, overlapping and open spells and second joinings told', async () => {
    assert.deepEqual(
      [...ids.keys()],
      measures.map((measure) => measure.code),
    );
    const reoffending = await figuresOf<ReoffendingFigures>('proven-reoffending');
    const joining = await figuresOf<ReoffendingFigures>('proven-reoffending-from-joining');
    assert.ok(reoffending.counted > 0 && joining.counted > 0);
    assert.ok((joining.odd.overlapping ?? 0) > 0 && (joining.odd.open ?? 0) > 0);
    assert.ok((joining.odd.beforeBirth ?? 0) > 0 && (joining.odd.joinedAgain ?? 0) > 0);
    const harm = await figuresOf<HarmFigures>('harm-before-after');
    assert.deepEqual([harm.level, harm.set?.name, harm.counted], [1, 'Example weights', harm.count?.counted]);
    assert.ok(harm.before > 0 && (harm.unknownCodes ?? 0) > 0 && harm.withoutGravest !== null);
    assert.equal(
      harm.unknownCodes,
      (harm.count?.before.offences ?? 0) + (harm.count?.after.offences ?? 0) - (await weighedOffences()),
      'every offence of the count is weighed or told as unknown',
    );
  });

  const weighedOffences = async (): Promise<number> => {
    const { gunzipSync } = await import('node:zlib');
    const [kept] = await house.ownerQuery<{ packed: string }>(
      'select packed from frozen_input f join claim c on c.frozen_sha256 = f.sha256 where c.id = $1',
      [ids.get('harm-before-after')],
    );
    const { rows } = JSON.parse(gunzipSync(Buffer.from(kept?.packed ?? '', 'base64')).toString()) as {
      rows: Record<'before' | 'after', { weights: number[]; grave: number[] }>[];
    };
    return rows
      .flatMap(({ before, after }) => [before, after])
      .reduce((sum, one) => sum + one.weights.length + one.grave.length, 0);
  };

  it('has for every number of people the list that makes it', async () => {
    for (const code of ['proven-reoffending', 'proven-reoffending-from-joining']) {
      const figures = await figuresOf<ReoffendingFigures>(code);
      const lengthOf = async (list: string): Promise<number> => {
        const ask = { schemeId: house.schemeId, figures, on, list, limit: 10_000, offset: 0 };
        return (await house.database.as(serviceViewer('measurement'), (tx) => getMeasure(code).rows(tx, ask)))
          .length;
      };
      assert.deepEqual(
        [await lengthOf('counted'), await lengthOf('reoffended'), await lengthOf('not-yet')],
        [figures.counted, figures.reoffenders, figures.notYet],
        code,
      );
    }
  });

  it('comes out the same to the digit after the records have gone', async () => {
    await house.ownerQuery('delete from offence');
    await house.ownerQuery('delete from custody_spell');
    for (const id of ids.values())
      assert.equal((await recompute(house.database, id, testNow)).check.result, 'equal');
    const printed: string[] = [];
    const [id] = ids.values();
    await recomputeCommand.run({
      args: [`${id}`],
      database: house.database,
      now: testNow,
      print: (line) => printed.push(line),
    });
    assert.ok(printed.includes('Every figure came out the same, to the last digit.'));
  });

  it('names the figures that somebody changed, and keeps no values of them', async () => {
    const id = ids.get('proven-reoffending') ?? 0;
    await house.ownerQuery(
      `update claim_exact set figures = jsonb_set(figures, '{reoffenders}', '1') where claim_id = $1`,
      [id],
    );
    const { check, differences } = await recompute(house.database, id, testNow);
    assert.deepEqual([check.result, check.differs], ['differs', ['reoffenders']]);
    assert.equal(differences[0]?.was, 1);
    const viewer = await house.viewerFor('opcc-commissioner');
    const seen = await house.database.as(viewer, (tx) =>
      tx.many(
        sql<{
          result: string;
          differs: string[];
        }>`select result, differs from claim_check where claim_id = ${id} order by id desc limit 1`,
      ),
    );
    assert.deepEqual(seen, [{ result: 'differs', differs: ['reoffenders'] }]);
  });

  it('says when what was frozen was changed, or was never kept', async () => {
    const id = ids.get('harm-before-after') ?? 0;
    await house.ownerQuery(
      `update frozen_input set packed = 'x' || packed where sha256 = (select frozen_sha256 from claim where id = $1)`,
      [id],
    );
    assert.equal((await recompute(house.database, id, testNow)).check.result, 'damaged');
    await house.ownerQuery('update claim set frozen_sha256 = null where id = $1', [id]);
    assert.equal((await recompute(house.database, id, testNow)).check.result, 'no-input');
    const args = [`${id}`];
    await assert.rejects(async () =>
      recomputeCommand.run({ args, database: house.database, now: testNow, print: () => undefined }),
    );
  });

  it('holds nobody’s number, name or date, and is read by the measurement alone', async () => {
    const rows = await house.ownerQuery<{ packed: string }>(
      'select packed from frozen_input where sha256 in (select frozen_sha256 from claim)',
    );
    const { gunzipSync } = await import('node:zlib');
    for (const { packed } of rows)
      assert.doesNotMatch(
        gunzipSync(Buffer.from(packed, 'base64')).toString(),
        /personId|"name":"Person|"born"|"joinedOn"/,
      );
    for (const login of ['scheme-manager', 'analyst', 'administrator', 'opcc-commissioner']) {
      const viewer = await house.viewerFor(login);
      await assert.rejects(house.database.as(viewer, (tx) => tx.many(sql`select sha256 from frozen_input`)));
      await assert.rejects(house.database.as(viewer, (tx) => tx.run(sql`delete from claim_check`)));
    }
  });
});
