import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { type Sql, sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { abandonImport, acceptImport, matchImportColumns, undoImport } from './acts.ts';
import { acceptBatch, importFile, resumeImports, undoBatch } from './import-file.ts';
import { moveIn } from './move.ts';
import { listChanges } from './preview-store.ts';
import { mapBatch, stageFile } from './stage.ts';
import { getBatch, listProblems } from './store.ts';
import type { FormatCode } from './types.ts';

const extracts = new URL('../../../examples/extracts/', import.meta.url);

const exampleFiles = [
  ['norfolk-police', 'police-crimes', 'norfolk-police-crimes.csv'],
  ['norfolk-police', 'police-nominals', 'norfolk-police-nominals.csv'],
  ['norfolk-police', 'police-custody', 'norfolk-police-custody.csv'],
  ['suffolk-police', 'police-nominals', 'suffolk-police-nominals.csv'],
  ['suffolk-police', 'police-crimes', 'suffolk-police-crimes.csv'],
  ['suffolk-police', 'police-custody', 'suffolk-police-custody.csv'],
  ['probation', 'probation-caseload', 'probation-caseload.csv'],
  ['prisons', 'prison-releases', 'prison-releases.csv'],
  ['youth-justice', 'youth-justice', 'youth-justice.csv'],
] as const;

const header =
  'record_id,capacity,forename,middle_name,surname,aliases,date_of_birth,sex,ethnicity,pnc_id,cro,address,postcode,beat,last_updated,_truth';

const nominal = (id: string, forename = 'Ann', updated = '2026-10-01'): string =>
  `${id},offender,${forename},,Example,,1990-02-03,F,W1,,,1 Test Street,NR1 1AA,N1,${updated},7`;

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const norfolk = { agency: 'norfolk-police', format: 'police-nominals' as FormatCode };

for (const embedded of [false, true]) {
  describe(`intake on ${embedded ? 'the embedded database' : 'PostgreSQL'}`, () => {
    let house: TestHouse;
    let folder: string;

    before(async () => {
      house = await testHouse({ embedded });
      folder = await mkdtemp(join(tmpdir(), 'waymark-intake-'));
    });
    after(async () => {
      await house.close();
      await rm(folder, { recursive: true });
    });

    const look = <Row>(query: Sql<Row>): Promise<Row[]> =>
      house.database.as(serviceViewer('intake'), (tx) => tx.many(query));

    const stage = async (text: string, source = norfolk): Promise<number> =>
      (await stageFile(house.database, { source, fileName: 'a.csv', stream: streamOf(text), now: testNow }))
        .batchId;

    const importText = async (text: string): Promise<number> => {
      const id = await stage(text);
      await acceptBatch(house.database, id, testNow);
      return id;
    };

    const batch = async (id: number) => house.database.as(serviceViewer('intake'), (tx) => getBatch(tx, id));

    /** Every row of every table that an import writes, without what an undo need not put back, as one digest. */
    const everything = async (): Promise<string> => {
      const digests: string[] = [];
      for (const name of ['source_record', 'offence', 'custody_spell', 'supervision']) {
        const [row] = await look(sql<{ digest: string }>`
          select md5(string_agg((to_jsonb(t) - 'version' - 'id')::text, ' ' order by source_id, local_id)) as digest from ${sql.table(name)} t`);
        digests.push(row?.digest ?? '');
      }
      return digests.join(' ');
    };

    test('the nine example files come in, and again change nothing', async () => {
      for (const [agency, format, name] of exampleFiles) {
        const path = new URL(name, extracts).pathname;
        const report = await importFile(house.database, { agency, format, path, fileName: name }, testNow);
        assert.equal(report.read, report.bad + report.new, name);
        assert.ok(report.bad <= 1, name);
      }
      const [counts] = await look(sql<Record<string, number>>`select
        (select count(*)::integer from source_record) as records, (select count(*)::integer from offence) as offences,
        (select count(*)::integer from custody_spell) as custody, (select count(*)::integer from supervision) as supervision,
        (select count(*)::integer from import_staging) as staging,
        (select count(*)::integer from source_record where raw::text like '%_truth%') as truth`);
      assert.deepEqual(counts, {
        records: 8551,
        offences: 20_216,
        custody: 10_239,
        supervision: 3021,
        staging: 0,
        truth: 0,
      });
      const before = await everything();
      for (const [agency, format, name] of exampleFiles.slice(1, 3)) {
        // One more empty line makes it another file with the same rows.
        const path = join(folder, name);
        await writeFile(path, `${await readFile(new URL(name, extracts), 'utf8')}\n`);
        const report = await importFile(house.database, { agency, format, path, fileName: name }, testNow);
        assert.deepEqual([report.new, report.changed, report.same], [0, 0, report.read]);
      }
      assert.equal(await everything(), before);
    });

    test('what was not proven, and police cells, name the police forces; the rest is for statutory partners', async () => {
      const rows = await look(sql<{ handling: string; outcome: string; named: number }>`
        select distinct handling, outcome, cardinality(named_agencies) as named from offence where capacity = 'suspect' order by 2, 1`);
      assert.deepEqual(rows, [
        { handling: 'named', outcome: 'acquitted', named: 2 },
        { handling: 'statutory', outcome: 'cautioned', named: 0 },
        { handling: 'statutory', outcome: 'charged', named: 0 },
        { handling: 'named', outcome: 'no-further-action', named: 2 },
        { handling: 'named', outcome: 'under-investigation', named: 2 },
      ]);
    });

    test('a date of birth that cannot be read takes none away', async () => {
      await importText([header, nominal('B-1')].join('\n'));
      await importText(
        [header, nominal('B-1', 'Anna', '2026-10-20').replace('1990-02-03', '31/02/1990')].join('\n'),
      );
      const [row] = await look(
        sql<{
          born: string;
          given_name: string;
        }>`select born, given_name from source_record where local_id = 'B-1'`,
      );
      assert.deepEqual(row, { born: '1990-02-03', given_name: 'Anna' });
    });

    test('a change keeps what was there, and undoing puts it back', async () => {
      await importText([header, nominal('T-1'), nominal('T-2'), nominal('T-3')].join('\n'));
      const before = await everything();
      const second = await importText(
        [header, nominal('T-1', 'Anna', '2026-10-05'), nominal('T-2'), nominal('T-4')].join('\n'),
      );
      const { rowsNew, rowsChanged, rowsSame } = await batch(second);
      assert.deepEqual([rowsNew, rowsChanged, rowsSame], [1, 1, 1]);
      assert.notEqual(await everything(), before);
      await undoBatch(house.database, second, testNow);
      assert.equal(await everything(), before);
      assert.equal((await batch(second)).state, 'undone');
    });

    test('a batch is not undone under a later one that changed its rows', async () => {
      const first = await importText([header, nominal('U-1')].join('\n'));
      const second = await importText([header, nominal('U-1', 'Una', '2026-10-09')].join('\n'));
      await assert.rejects(undoBatch(house.database, first, testNow), /later batch/);
      await undoBatch(house.database, second, testNow);
      await undoBatch(house.database, first, testNow);
      assert.deepEqual(await look(sql`select id from source_record where local_id = 'U-1'`), []);
    });

    test('an older extract does not put old values back', async () => {
      await importText([header, nominal('O-1', 'Newer', '2026-10-20')].join('\n'));
      const id = await importText([header, nominal('O-1', 'Older', '2026-10-10')].join('\n'));
      assert.equal((await batch(id)).rowsOlder, 1);
      const [row] = await look(
        sql<{ given_name: string }>`select given_name from source_record where local_id = 'O-1'`,
      );
      assert.equal(row?.given_name, 'Newer');
    });

    test('of two rows with one key the one changed later stays, near or far apart', async () => {
      const filler = Array.from({ length: 4_500 }, (_, index) => nominal(`F-${index}`));
      const rows = [
        nominal('D-1', 'Late', '2026-10-09'),
        nominal('D-2', 'Early'),
        ...filler,
        nominal('D-1', 'Early'),
        nominal('D-2', 'Late', '2026-10-09'),
      ];
      const id = await stage([header, ...rows].join('\n'));
      const found = await batch(id);
      assert.deepEqual([found.rowsRead, found.rowsBad, found.rowsNew], [4_504, 2, 4_502]);
      const problems = await house.database.as(serviceViewer('intake'), (tx) => listProblems(tx, id, 10, 0));
      assert.deepEqual(
        problems.map((problem) => problem.line),
        [3, 4_504],
      );
      await acceptBatch(house.database, id, testNow);
      const names = await look(
        sql<{ n: string }>`select given_name as n from source_record where local_id in ('D-1', 'D-2')`,
      );
      assert.deepEqual(
        names.map((row) => row.n),
        ['Late', 'Late'],
      );
      await undoBatch(house.database, id, testNow);
    });

    test('rows of a batch that is still moving are seen by nobody; a process that dies leaves it to the next', async () => {
      const id = await stage([header, nominal('M-1')].join('\n'));
      const analyst = await house.viewerFor('analyst');
      await house.performer.perform(
        analyst,
        acceptImport,
        { id, version: (await batch(id)).version },
        'key-moving-1',
      );
      // As if the process had died after a first step.
      await look(sql`insert into source_record (source_id, agency_id, batch_id, local_id, capacity, family_name, search_names, raw, fingerprint, delete_after)
        select source_id, agency_id, id, 'M-1', 'convicted', 'Example', 'example', '{}', '', '2028-01-01' from import_batch where id = ${id} returning 1`);
      const seen = () =>
        house.database.as(analyst, (tx) => tx.many(sql`select id from source_record where local_id = 'M-1'`));
      assert.deepEqual(await seen(), []);
      assert.equal(await resumeImports(house.database, testNow), 1);
      assert.equal((await seen()).length, 1);
      assert.equal((await batch(id)).state, 'accepted');
      await moveIn(house.database, id, testNow);
      const entries = await house.database.as(await house.viewerFor('auditor'), (tx) =>
        tx.many(
          sql<{
            detail: Record<string, unknown>;
          }>`select detail from audit_entry where act = 'import:accept' and subject_id = ${id}`,
        ),
      );
      assert.deepEqual(
        entries.map((entry) => entry.detail.onBehalfOf),
        [analyst.staffId],
      );
    });

    test('a person accepts once, and only what is still true', async () => {
      const analyst = await house.viewerFor('analyst');
      const one = await stage([header, nominal('P-1')].join('\n'));
      const two = await stage([header, nominal('P-1', 'Pat', '2026-10-09')].join('\n'));
      const input = { id: one, version: (await batch(one)).version };
      await house.performer.perform(analyst, acceptImport, input, 'key-accept-1');
      await moveIn(house.database, one, testNow);
      await house.performer.perform(analyst, acceptImport, input, 'key-accept-1');
      await assert.rejects(house.performer.perform(analyst, acceptImport, input, 'key-accept-2'), /accepted/);
      const later = { id: two, version: (await batch(two)).version };
      await assert.rejects(
        house.performer.perform(analyst, acceptImport, later, 'key-accept-3'),
        /Compare again/,
      );
      await assert.rejects(
        house.performer.perform(analyst, undoImport, { ...input, version: 1 }, 'key-undo-1'),
        (error) => error instanceof WaymarkError && error.code === 'stale-version',
      );
      await house.performer.perform(analyst, abandonImport, later, 'key-abandon-1');
      assert.equal((await batch(two)).state, 'abandoned');
    });

    test('another agency neither sees a batch nor decides about it', async () => {
      const id = await stage([header, nominal('A-1')].join('\n'));
      const { version } = await batch(id);
      for (const login of ['senior-probation-officer', 'prison-offender-manager', 'youth-justice-officer']) {
        const viewer = await house.viewerFor(login);
        const seen = await house.database.as(viewer, (tx) =>
          tx.many(
            sql`select b.id from import_batch b where b.id = ${id} union all select s.batch_id from import_staging s where s.batch_id = ${id}`,
          ),
        );
        assert.deepEqual(seen, []);
        await assert.rejects(
          house.performer.perform(viewer, acceptImport, { id, version }, `key-other-${login}`),
          (error) => error instanceof WaymarkError && error.code === 'not-found',
        );
      }
      const linkWorker = await house.viewerFor('link-worker');
      await assert.rejects(
        house.performer.perform(linkWorker, acceptImport, { id, version }, 'key-link-worker'),
        (error) => error instanceof WaymarkError && error.code === 'right-missing',
      );
    });

    test('columns that are not known are matched by a person, once', async () => {
      const text = ['No;Rolle;Name;_secret', 'C-1;offender;Example;x', 'C-2;alien;Example;x'].join('\n');
      const id = await stage(text);
      assert.equal((await batch(id)).state, 'unmapped');
      const kept = await look(
        sql<{ body: string[] }>`select body from import_staging where batch_id = ${id} order by line`,
      );
      assert.deepEqual(kept[0]?.body, ['C-1', 'offender', 'Example', '']);
      const mapping = { record_id: 'No', capacity: 'Rolle', surname: 'Name' };
      await assert.rejects(mapBatch(house.database, id, { record_id: 'No' }, testNow), /Choose the column/);
      const analyst = await house.viewerFor('analyst');
      await house.performer.perform(analyst, matchImportColumns, { id, mapping }, 'key-match-1');
      await mapBatch(house.database, id, mapping, testNow);
      const found = await batch(id);
      assert.deepEqual([found.state, found.rowsRead, found.rowsBad, found.rowsNew], ['staged', 2, 1, 1]);
      assert.equal((await batch(await stage(text))).state, 'staged');
    });

    test('what a batch would change is shown, old beside new, until it ends', async () => {
      await importText([header, nominal('S-1')].join('\n'));
      const id = await stage([header, nominal('S-1', 'Sue', '2026-10-09')].join('\n'));
      const changes = await house.database.as(await house.viewerFor('analyst'), (tx) =>
        listChanges(tx, id, 10, 0),
      );
      assert.deepEqual(
        changes.map((change) => [change.was?.given_name, change.body?.given_name]),
        [['Ann', 'Sue']],
      );
    });

    test('a file that is no CSV leaves an abandoned batch and nothing else', async () => {
      const before = await everything();
      await assert.rejects(stage('PK\u0003\u0004 something'), /workbook/);
      assert.equal(await everything(), before);
      const [last] = await look(
        sql<{ id: number; state: string }>`select id, state from import_batch order by id desc limit 1`,
      );
      assert.equal(last?.state, 'abandoned');
      const { refused } = await house.database.as(serviceViewer('intake'), (tx) =>
        getBatch(tx, last?.id ?? 0),
      );
      assert.match(refused ?? '', /workbook, archive or PDF/);
    });
  });
}
