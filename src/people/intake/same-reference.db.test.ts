import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { findViewer, signInDemoPerson } from '../../access/sessions.ts';
import { type StaffViewer, serviceViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { type Sql, sql } from '../../kernel/database.ts';
import { csrfToken } from '../../web/csrf.ts';
import { acceptBatch } from './import-file.ts';
import { stageFile } from './stage.ts';

const header =
  'yjs_id,forename,middle_name,surname,date_of_birth,sex,ethnicity,pnc_id,address,postcode,order_type,start_date,end_date,main_offence_code,last_updated';

const people = {
  davies: 'Sophie,,Davies,2008-01-09,F,W1,2023/8578077W,1 Test Street,NR1 1AA',
  gray: 'Sophie,,Gray,2007-08-07,F,W1,2022/6978820H,2 Test Street,NR1 1AA',
  /** Gray, with a slip of the pen. */
  grey: 'Sofie,,Grey,2007-08-17,F,W1,2022/6978820H,2 Test Street,NR1 1AA',
};

const order = (id: string, who: keyof typeof people, start: string, updated = '2026-10-01'): string =>
  `${id},${people[who]},referral_order,${start},,TH68010,${updated}`;

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const source = { agency: 'youth-justice', format: 'youth-justice' } as const;

const stageIn = async (house: TestHouse, rows: readonly string[], head = header): Promise<number> =>
  (
    await stageFile(house.database, {
      source,
      fileName: 'a.csv',
      stream: streamOf([head, ...rows].join('\n')),
      now: testNow,
    })
  ).batchId;

const takeIn = async (house: TestHouse, rows: readonly string[]): Promise<number> => {
  const id = await stageIn(house, rows);
  await acceptBatch(house.database, id, testNow);
  return id;
};

const look = <Row>(house: TestHouse, query: Sql<Row>): Promise<Row[]> =>
  house.database.as(serviceViewer('intake'), (tx) => tx.many(query));

const problemsOf = async (house: TestHouse, batch: number) =>
  (
    await look(
      house,
      sql<{ line: number; reason: string }>`
        select line, reason from import_problem where batch_id = ${batch} and severity = 'error' order by line`,
    )
  ).map(({ line, reason }) => [line, reason]);

const warningsOf = async (house: TestHouse, batch: number) =>
  (
    await look(
      house,
      sql<{ line: number; reason: string }>`
        select line, reason from import_problem where batch_id = ${batch} and severity = 'warning' and line > 1 order by line`,
    )
  ).map(({ line, reason }) => [line, reason]);

const ordersOf = async (house: TestHouse, id: string) =>
  (
    await look(
      house,
      sql<{
        day: string;
      }>`select from_day::text as day from supervision where nominal_ref = ${id} order by 1`,
    )
  ).map(({ day }) => day);

const counts = async (house: TestHouse, batch: number) => {
  const [row] = await look(
    house,
    sql<Record<string, number>>`
      select rows_read as read, rows_bad as bad, rows_new as new, rows_changed as changed,
        coalesce((counts->'record'->>'waiting')::integer, 0) as waiting from import_batch where id = ${batch}`,
  );
  return row;
};

for (const embedded of [false, true]) {
  describe(`two people under one reference, on ${embedded ? 'the embedded database' : 'PostgreSQL'}`, () => {
    let house: TestHouse;
    before(async () => {
      house = await testHouse({ embedded });
    });
    after(() => house.close());

    test('rows of one file that are two people are set aside, each naming both lines', async () => {
      const rows = [
        order('YJ1', 'davies', '2025-01-01'),
        order('YJ1', 'gray', '2025-02-01'),
        order('YJ1', 'gray', '2025-03-01'),
        order('YJ2', 'gray', '2025-04-01'),
      ];
      const id = await takeIn(house, rows);
      const reason =
        'Lines 2 and 3 have the same Youth justice reference and are two people by their dates of birth and PNC IDs; no row with it is taken in';
      assert.deepEqual(await problemsOf(house, id), [
        [2, reason],
        [3, reason],
        [4, reason],
      ]);
      assert.deepEqual(await counts(house, id), { read: 4, bad: 3, new: 1, changed: 0, waiting: 0 });
      assert.deepEqual(await ordersOf(house, 'YJ1'), []);
      assert.deepEqual(await ordersOf(house, 'YJ2'), ['2025-04-01']);
    });

    test('rows that may be one person and disagree are taken, and told with both lines', async () => {
      const rows = [
        order('YJ8', 'gray', '2025-01-01'),
        order('YJ8', 'grey', '2025-02-01'),
        order('YJ8', 'grey', '2025-03-01'),
        order('YJ9', 'gray', '2025-04-01'),
        order('YJ9', 'gray', '2025-05-01'),
      ];
      const id = await stageIn(house, rows);
      const reason = (first: number, second: number): string =>
        `Lines ${first} and ${second} have the same Youth justice reference and differ in forename, surname and date of birth; what line ${second} says is taken`;
      assert.deepEqual(await warningsOf(house, id), [[3, reason(2, 3)]]);
      const far = Array.from({ length: 4_200 }, (_, at) => order(`G${at}`, 'gray', '2025-01-01'));
      const apart = [order('YJ8', 'gray', '2025-01-01'), ...far, order('YJ8', 'grey', '2025-02-01')];
      assert.deepEqual(await warningsOf(house, await stageIn(house, apart)), [[4203, reason(2, 4203)]]);
    });

    test('also where they are far apart, and a slip of the pen is no other person', async () => {
      const filler = Array.from({ length: 4_200 }, (_, at) => order(`F${at}`, 'gray', '2025-01-01'));
      const rows = [
        order('YJ3', 'davies', '2025-01-01'),
        order('YJ4', 'gray', '2025-01-01'),
        ...filler,
        order('YJ3', 'gray', '2025-02-01'),
        order('YJ4', 'grey', '2025-02-01'),
      ];
      const id = await takeIn(house, rows);
      assert.deepEqual(
        (await problemsOf(house, id)).map(([line]) => line),
        [2, 4204],
      );
      assert.deepEqual(await ordersOf(house, 'YJ3'), []);
      assert.deepEqual(await ordersOf(house, 'YJ4'), ['2025-01-01', '2025-02-01']);
    });

    test('a known reference that is somebody else now stays out where nobody decides', async () => {
      await takeIn(house, [order('YJ5', 'gray', '2025-01-01')]);
      for (const updated of ['2026-10-20', '2026-09-01']) {
        const id = await stageIn(house, [order('YJ5', 'davies', '2025-02-01', updated)]);
        assert.deepEqual(await counts(house, id), { read: 1, bad: 0, new: 0, changed: 0, waiting: 1 });
        await acceptBatch(house.database, id, testNow);
        assert.deepEqual(await counts(house, id), { read: 1, bad: 1, new: 0, changed: 0, waiting: 0 });
        assert.match(String((await problemsOf(house, id))[0]?.[1]), /We hold somebody else/);
      }
      assert.deepEqual(await ordersOf(house, 'YJ5'), ['2025-01-01']);
      const [held] = await look(house, sql`select family_name from source_record where local_id = 'YJ5'`);
      assert.deepEqual(held, { family_name: 'Gray' });
    });
  });
}

test('two rows of one nominal who are two people are both left out, not the later one kept', async () => {
  const house = await testHouse();
  const text = [
    'record_id,capacity,forename,surname,date_of_birth,pnc_id,last_updated',
    'NF-1,offender,Sophie,Davies,2008-01-09,2023/8578077W,2026-10-01',
    'NF-1,offender,Sophie,Gray,2007-08-07,2022/6978820H,2026-10-09',
    'NF-2,offender,Sophie,Gray,2007-08-07,2022/6978820H,2026-10-09',
  ].join('\n');
  const { batchId } = await stageFile(house.database, {
    source: { agency: 'norfolk-police', format: 'police-nominals' },
    fileName: 'a.csv',
    stream: streamOf(text),
    now: testNow,
  });
  const problems = await problemsOf(house, batchId);
  assert.deepEqual(
    problems.map(([line]) => line),
    [2, 3],
  );
  for (const [, reason] of problems) assert.match(String(reason), /^Lines 2 and 3 have the same Record/);
  assert.deepEqual(await counts(house, batchId), { read: 3, bad: 2, new: 1, changed: 0, waiting: 0 });
  await house.close();
});

test('of two rows of one nominal the one left out says in what it differs', async () => {
  const house = await testHouse();
  const text = [
    'record_id,capacity,forename,surname,date_of_birth,sex,last_updated',
    'NF-1,offender,Sophie,Gray,2007-08-07,F,2026-10-01',
    'NF-1,offender,Sophie,Grey,2007-08-07,F,2026-10-09',
    'NF-1,offender,SOPHIE,Grey,2007-08-07,F,2026-10-09',
  ].join('\n');
  const { batchId } = await stageFile(house.database, {
    source: { agency: 'norfolk-police', format: 'police-nominals' },
    fileName: 'a.csv',
    stream: streamOf(text),
    now: testNow,
  });
  assert.deepEqual(await problemsOf(house, batchId), [
    [2, 'Line 3 has the same Record and differs in surname; this line is left out'],
    [4, 'Line 3 has the same Record; this line is left out'],
  ]);
  await house.close();
});

describe('what a person sees of it and decides', () => {
  let house: TestHouse;
  let server: FastifyInstance;
  let officer: { token: string; viewer: StaffViewer };
  let sourceId = 0;

  before(async () => {
    house = await testHouse();
    server = await serverOf(house);
    const token = await signInDemoPerson(house.database, 'youth-justice-officer', 'test');
    const viewer = await findViewer(house.database, token, 'test');
    assert.ok(viewer);
    officer = { token, viewer };
    const [row] = await house.ownerQuery<{ id: number }>(
      `select id from import_source where format = 'youth-justice'`,
    );
    sourceId = row?.id ?? 0;
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  const cookie = () => `waymark_session=${officer.token}`;
  const show = async (url: string): Promise<string> =>
    (await server.inject({ method: 'GET', url, headers: { cookie: cookie() } })).body;
  const post = (url: string, body: Record<string, string>): Promise<LightMyRequestResponse> =>
    server.inject({
      method: 'POST',
      url,
      headers: { cookie: cookie(), 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: csrfToken(officer.viewer.csrfSecret), ...body }).toString(),
    });
  const versionOf = async (id: number): Promise<string> => {
    const [row] = await house.ownerQuery<{ version: number }>(
      'select version from import_batch where id = $1',
      [id],
    );
    return String(row?.version);
  };
  const upload = async (bytes: Uint8Array, name: string): Promise<LightMyRequestResponse> => {
    const form = new FormData();
    form.set('_csrf', csrfToken(officer.viewer.csrfSecret));
    form.set('encoding', 'utf-8');
    form.set('file', new Blob([bytes]), name);
    const request = new Request('http://localhost', { method: 'POST', body: form });
    return server.inject({
      method: 'POST',
      url: `/intake/sources/${sourceId}/upload`,
      headers: { cookie: cookie(), 'content-type': request.headers.get('content-type') ?? '' },
      payload: Buffer.from(await request.arrayBuffer()),
    });
  };

  test('a file that is refused whole says why, where it is uploaded and where it is listed', async () => {
    const sent = await upload(Buffer.from('hello'), 'word.csv');
    assert.equal(sent.statusCode, 422);
    assert.match(sent.body, /has a header and no rows/);
    const [batch] = await house.ownerQuery<{ id: number }>('select max(id)::integer as id from import_batch');
    const page = await show(`/intake/batches/${batch?.id}`);
    assert.match(page, /Abandoned/);
    assert.match(page, /Nothing of this file was taken in\. The file has a header and no rows/);
    assert.match(page, /The whole file/);
    assert.match(
      await show(`/intake/sources/${sourceId}`),
      /<span class="govuk-hint">The file has a header and no rows/,
    );
    assert.match(await show(`/intake/batches/${batch?.id}/problems.csv`), /the whole file/);
  });

  test('nothing is accepted before somebody has said who a reference stands for', async () => {
    await takeIn(house, [order('YJ1', 'gray', '2025-01-01'), order('YJ2', 'gray', '2025-01-01')]);
    const changed = [
      order('YJ1', 'davies', '2025-02-01', '2026-10-20'),
      order('YJ2', 'davies', '2025-02-01', '2026-10-20'),
    ];
    const id = await stageIn(house, changed);
    const url = `/intake/batches/${id}`;
    const page = await show(url);
    assert.match(page, /Somebody else under a reference we know/);
    assert.doesNotMatch(page, /I have looked at what would change/);
    const refused = await post(`${url}/accept`, { sure: 'yes', _version: await versionOf(id) });
    assert.match(refused.body, /Decide about them first/);

    const decide = async (line: string, decision: string) =>
      post(`${url}/somebody-else`, { line, decision, _version: await versionOf(id) });
    assert.equal((await decide('2', 'aside')).statusCode, 303);
    assert.deepEqual(await counts(house, id), { read: 2, bad: 1, new: 0, changed: 0, waiting: 1 });
    await house.ownerQuery(`update source_record set capacity = 'victim' where local_id = 'YJ2'`);
    assert.match((await decide('3', 'correction')).body, /withheld from you/);
    await house.ownerQuery(`update source_record set capacity = 'convicted' where local_id = 'YJ2'`);
    assert.equal((await decide('3', 'correction')).statusCode, 303);
    assert.deepEqual(await counts(house, id), { read: 2, bad: 1, new: 1, changed: 0, waiting: 0 });
    const accepted = await post(`${url}/accept`, { sure: 'yes', _version: await versionOf(id) });
    assert.equal(accepted.statusCode, 303);
    assert.deepEqual(await ordersOf(house, 'YJ1'), ['2025-01-01']);
    assert.deepEqual(await ordersOf(house, 'YJ2'), ['2025-01-01', '2025-02-01']);
    const names = await house.ownerQuery(`select family_name from source_record order by local_id`);
    assert.deepEqual(names, [{ family_name: 'Gray' }, { family_name: 'Davies' }]);
    const entries = await house.ownerQuery<{ detail: Record<string, unknown> }>(
      `select detail from audit_entry where act = 'import:decide-somebody-else' and kind = 'wrote' order by id`,
    );
    assert.deepEqual(
      entries.map(({ detail }) => [detail.line, detail.decision]),
      [
        [2, 'aside'],
        [3, 'correction'],
      ],
    );
  });

  test('what somebody said of a row stands when the file is compared again, until we hold somebody else', async () => {
    const ids = ['YJ21', 'YJ22'];
    await takeIn(
      house,
      ids.map((one) => order(one, 'gray', '2025-01-01')),
    );
    const id = await stageIn(
      house,
      ids.map((one) => order(one, 'davies', '2025-02-01', '2026-10-20')),
    );
    const url = `/intake/batches/${id}`;
    const decide = async (line: string, decision: string) =>
      post(`${url}/somebody-else`, { line, decision, _version: await versionOf(id) });
    const compare = async (): Promise<void> => {
      assert.equal((await post(`${url}/compare`, { _version: await versionOf(id) })).statusCode, 303);
    };
    assert.equal((await decide('2', 'correction')).statusCode, 303);
    assert.equal((await decide('3', 'aside')).statusCode, 303);
    // Another file of the source goes in meanwhile: an address of the one whom we hold is another.
    await takeIn(house, [
      order('YJ21', 'gray', '2025-01-01', '2026-10-10').replace('2 Test Street', '9 Test Street'),
    ]);
    await compare();
    assert.deepEqual(await counts(house, id), { read: 2, bad: 1, new: 1, changed: 0, waiting: 0 });
    assert.deepEqual(
      (await problemsOf(house, id)).map(([line]) => line),
      [3],
    );
    assert.doesNotMatch(await show(url), /Somebody else under a reference we know/);

    await house.ownerQuery(
      `update source_record set given_name = 'Wilhelmina', family_name = 'Ost', born = '2006-03-04' where local_id = 'YJ21'`,
    );
    await compare();
    assert.equal((await counts(house, id))?.waiting, 1, 'of somebody else nobody has said anything');
    assert.equal((await decide('2', 'correction')).statusCode, 303);
    await compare();
    assert.deepEqual(await counts(house, id), { read: 2, bad: 1, new: 1, changed: 0, waiting: 0 });
  });

  test('a column that was renamed is matched by a person; emptied by choice, the page warns', async () => {
    await takeIn(house, [order('YJ7', 'gray', '2025-01-01')]);
    const id = await stageIn(
      house,
      [order('YJ7', 'gray', '2025-01-01', '2026-10-20')],
      header.replace('forename', 'What they are called'),
    );
    const columns = await show(`/intake/batches/${id}/columns`);
    assert.match(columns, /The last file had Forename, and this one has no column of that name/);
    const known = ['yjs_id', 'surname', 'date_of_birth', 'pnc_id', 'order_type', 'start_date'];
    const mapping = Object.fromEntries(known.map((name) => [name, name]));
    assert.equal((await post(`/intake/batches/${id}/columns`, { ...mapping, forename: '' })).statusCode, 303);
    assert.match(await show(`/intake/batches/${id}`), /has no column for Forename/);
    await house.ownerQuery('update import_source set mapping = null');
  });

  test('a column that is simply gone warns; a usual variant of its name is understood', async () => {
    const row = order('YJ7', 'gray', '2025-01-01', '2026-10-20');
    const gone = await stageIn(
      house,
      [row.replace(',,TH68010', ',TH68010')],
      header.replace('end_date,', ''),
    );
    assert.match(await show(`/intake/batches/${gone}`), /has no column for End, which the last one/);
    const renamed = header
      .replace('forename', 'First name(s)')
      .replace('date_of_birth', 'D.O.B.')
      .replace('surname', 'Sur name');
    const id = await stageIn(house, [row], renamed);
    assert.doesNotMatch(await show(`/intake/batches/${id}`), /has no column for/);
    const [staged] = await house.ownerQuery<{ given: string; born: string }>(
      `select body->>'given_name' as given, body->>'born' as born from import_staging
       where batch_id = $1 and item = 'record'`,
      [id],
    );
    assert.deepEqual(staged, { given: 'Sophie', born: '2007-08-07' });
  });

  test('a picture, and a file of a header alone, are refused with the reason', async () => {
    const png = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      Buffer.from('IHDR\0\0,\0,\nnext\0'),
    ]);
    const picture = await upload(png, 'a.png');
    assert.equal(picture.statusCode, 422);
    assert.match(picture.body, /This is a picture. Choose the extract as a CSV file/);
    const zeros = await upload(Buffer.from('a\0b,c\n1,2\n'), 'a.bin');
    assert.match(zeros.body, /its first line is not text/);
    const empty = await upload(Buffer.from(`${header}\n`), 'a.csv');
    assert.equal(empty.statusCode, 422);
    assert.match(empty.body, /a header and no rows, so there is nothing to take in/);
    const torn = await upload(Buffer.from(`${header}\nYJ9,\0,torn\n`), 'a.csv');
    assert.equal(torn.statusCode, 303, 'a torn line with a zero in it costs that line alone');
  });
});
