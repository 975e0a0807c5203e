import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { findViewer, signInDemoPerson } from '../../access/sessions.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { sql } from '../../kernel/database.ts';
import { csrfToken } from '../../web/csrf.ts';
import { acceptBatch } from './import-file.ts';
import { moveIn } from './move.ts';
import { stageFile } from './stage.ts';
import type { FormatCode } from './types.ts';

const header =
  'record_id,capacity,forename,middle_name,surname,aliases,date_of_birth,sex,ethnicity,pnc_id,cro,address,postcode,beat,last_updated';

/** @param street stands for what must not be shown: nothing else of the house has it. */
const nominal = (
  id: string,
  capacity: string,
  street: string,
  updated: string,
  born = '1990-02-03',
): string => `${id},${capacity},Ann,,Example,,${born},F,W1,,,1 ${street},NR1 1AA,N1,${updated}`;

const crimeHeader =
  'crime_ref,record_id,capacity,cjs_offence_code,offence_date,arrest_date,asn,charge_date,outcome,outcome_date,court,sentence,beat,last_updated';
const crime = (beat: string, updated: string): string =>
  `C-1,open-1,suspect,TH68010,2026-05-05,,,,no_further_action,,,,${beat},${updated}`;

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

interface Session {
  token: string;
  viewer: StaffViewer;
}

interface Entry {
  kind: string;
  people: number[] | null;
  detail: Record<string, unknown> | null;
}

describe('what the pages of a staged batch show', () => {
  let house: TestHouse;
  let server: FastifyInstance;
  let analyst: Session;
  const people = new Map<string, number>();

  before(async () => {
    house = await testHouse();
    server = await serverOf(house);
    const token = await signInDemoPerson(house.database, 'analyst', 'test');
    const viewer = await findViewer(house.database, token, 'test');
    assert.ok(viewer);
    analyst = { token, viewer };
    const rows = [
      nominal('open-1', 'offender', 'Seenold Street', '2026-10-01'),
      nominal('victim-1', 'victim', 'Hiddenold Street', '2026-10-01'),
      nominal('witness-1', 'witness', 'Hiddenold Street', '2026-10-01'),
      nominal('barred-1', 'offender', 'Hiddenold Street', '2026-10-01'),
    ];
    await take([header, ...rows].join('\n'));
    await take([crimeHeader, crime('Beatold', '2026-10-01')].join('\n'), 'police-crimes');
    for (const key of ['open-1', 'victim-1', 'witness-1', 'barred-1']) {
      const [person] = await house.ownerQuery<{ id: number }>(
        `insert into person (family_name, given_names, search_names) values ('Example', 'Ann', 'ann example') returning id`,
      );
      people.set(key, person?.id ?? 0);
      await house.ownerQuery('update source_record set person_id = $1 where local_id = $2', [
        person?.id,
        key,
      ]);
    }
    await house.ownerQuery(
      `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'limited-access')`,
      [people.get('barred-1'), viewer.staffId],
    );
    await house.ownerQuery(`update offence set person_id = $1`, [people.get('open-1')]);
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  const stage = async (text: string, format: FormatCode = 'police-nominals'): Promise<number> => {
    const source = { agency: 'norfolk-police', format };
    const file = { source, fileName: 'a.csv', stream: streamOf(text), now: testNow };
    return (await stageFile(house.database, file)).batchId;
  };

  const take = async (text: string, format?: FormatCode): Promise<number> => {
    const id = await stage(text, format);
    await acceptBatch(house.database, id, testNow);
    return id;
  };

  const show = (url: string): Promise<LightMyRequestResponse> =>
    server.inject({ method: 'GET', url, headers: { cookie: `waymark_session=${analyst.token}` } });

  const post = (url: string, body: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
    server.inject({
      method: 'POST',
      url,
      headers: {
        cookie: `waymark_session=${analyst.token}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ _csrf: csrfToken(analyst.viewer.csrfSecret), ...body }).toString(),
    });

  const entries = (act: string, id: number): Promise<Entry[]> =>
    house.ownerQuery<Entry>(
      'select kind, people, detail from audit_entry where act = $1 and subject_id = $2 order by id',
      [act, id],
    );

  const person = (key: string): number => people.get(key) ?? 0;

  test('victims, witnesses and people the viewer is kept from are withheld, and the audit has whom they saw', async () => {
    const rows = [
      nominal('open-1', 'offender', 'Seennew Street', '2026-10-09'),
      nominal('victim-1', 'victim', 'Hiddennew Street', '2026-10-09'),
      nominal('witness-1', 'witness', 'Hiddennew Street', '2026-10-09'),
      nominal('barred-1', 'offender', 'Hiddennew Street', '2026-10-09'),
    ];
    const id = await stage([header, ...rows].join('\n'));
    for (const [url, act] of [
      [`/intake/batches/${id}/changes`, 'import:changes'],
      [`/intake/batches/${id}`, 'import:batch'],
    ] as const) {
      const { statusCode, body } = await show(url);
      assert.equal(statusCode, 200);
      assert.match(body, /1 Seenold Street/);
      assert.match(body, /1 Seennew Street/);
      assert.doesNotMatch(body, /Hidden(old|new)|victim-1|witness-1|barred-1/);
      assert.equal(body.match(/withheld: ask the scheme office/g)?.length, 3, url);
      const [record] = await house.ownerQuery<{ id: number }>(
        `select id from source_record where local_id = 'open-1'`,
      );
      const [entry] = await entries(act, id);
      assert.deepEqual(entry, {
        kind: 'listed',
        people: [person('open-1')],
        detail: { record: [record?.id], withheld: 3 },
      });
    }
    await post(`/intake/batches/${id}/abandon`, { _version: '1' });
  });

  test('who brings extracts in sees an offence their agency sent, unless they are kept from the person', async () => {
    const id = await stage([crimeHeader, crime('Beatnew', '2026-10-09')].join('\n'), 'police-crimes');
    const url = `/intake/batches/${id}/changes`;
    const { body } = await show(url);
    assert.match(body, /Beatold/);
    assert.match(body, /Beatnew/);
    assert.doesNotMatch(body, /withheld/);
    await house.ownerQuery('update offence set person_id = $1', [person('barred-1')]);
    const kept = (await show(url)).body;
    await house.ownerQuery('update offence set person_id = $1', [person('open-1')]);
    assert.doesNotMatch(kept, /Beat(old|new)/);
    assert.match(kept, /withheld/);
    assert.deepEqual(
      (await entries('import:changes', id)).map(({ people }) => people),
      [[person('open-1')], []],
    );
  });

  test('their agency’s other staff, and other agencies’, see none of it without a reason', async () => {
    const see = async (login: string): Promise<number> => {
      const viewer = await house.viewerFor(login);
      const { n } = await house.database.as(viewer, (tx) =>
        tx.one(sql<{ n: number }>`select count(*)::integer as n from offence`),
      );
      return n;
    };
    assert.equal(await see('analyst'), 1);
    for (const login of ['police-offender-manager', 'scheme-manager', 'youth-justice-officer', 'auditor'])
      assert.equal(await see(login), 0, login);
    await house.ownerQuery(`update offence set capacity = 'victim'`);
    assert.equal(await see('analyst'), 0);
    await house.ownerQuery(`update offence set capacity = 'suspect'`);
  });

  test('staging has nothing of what is stored, and the viewer may not read its fingerprints', async () => {
    const columns = await house.ownerQuery<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'import_staging'`,
    );
    assert.ok(!columns.some(({ name }) => name === 'was'));
    await assert.rejects(
      house.database.as(analyst.viewer, (tx) => tx.many(sql`select fingerprint from import_staging`)),
      /Your role does not allow this/,
    );
    const kept = await house.ownerQuery<{ n: number }>(
      `select count(*)::integer as n from import_staging s where s::text like '%Beatold%'`,
    );
    assert.deepEqual(kept, [{ n: 0 }]);
  });

  test('a victim or witness is not made anything else by a file: the row is left out and says why', async () => {
    const id = await stage(
      [
        header,
        nominal('victim-1', 'offender', 'Other Street', '2026-10-20'),
        nominal('witness-1', 'victim', 'Other Street', '2026-10-20'),
        nominal('open-1', 'suspect', 'Other Street', '2026-10-20'),
      ].join('\n'),
    );
    const { body } = await show(`/intake/batches/${id}/problems`);
    assert.match(
      body,
      /says convicted where we hold victim: change it at the source and ask the scheme office/,
    );
    assert.equal(body.match(/where we hold/g)?.length, 1);
    await acceptBatch(house.database, id, testNow);
    const [counts] = await house.ownerQuery(
      'select state, rows_read, rows_bad, rows_changed from import_batch where id = $1',
      [id],
    );
    assert.deepEqual(counts, { state: 'accepted', rows_read: 3, rows_bad: 1, rows_changed: 2 });
    assert.deepEqual(
      await house.ownerQuery(
        `select local_id, capacity from source_record where local_id in ('victim-1', 'witness-1', 'open-1') order by 1`,
      ),
      [
        { local_id: 'open-1', capacity: 'suspect' },
        { local_id: 'victim-1', capacity: 'victim' },
        { local_id: 'witness-1', capacity: 'victim' },
      ],
    );
  });

  test('a capacity that changed after the check is found again, when comparing and when moving', async () => {
    await take([header, nominal('turn-1', 'offender', 'Turn Street', '2026-10-01')].join('\n'));
    const late = await stage([header, nominal('turn-1', 'suspect', 'Turn Street', '2026-10-20')].join('\n'));
    await take([header, nominal('turn-1', 'victim', 'Turn Street', '2026-10-10')].join('\n'));
    // As if the other had gone in between the question whether this one is out of date and its acceptance.
    await house.ownerQuery(`update import_batch set state = 'accepting' where id = $1`, [late]);
    await assert.rejects(moveIn(house.database, late, testNow), /Compare again/);
    const state = () => house.ownerQuery('select state, rows_bad from import_batch where id = $1', [late]);
    assert.deepEqual(await state(), [{ state: 'staged', rows_bad: 0 }]);
    assert.equal((await post(`/intake/batches/${late}/compare`)).statusCode, 303);
    assert.deepEqual(await state(), [{ state: 'staged', rows_bad: 1 }]);
    assert.deepEqual(
      (await entries('import:compare', late)).map(({ kind }) => kind),
      ['wrote'],
    );
  });

  test('problems that quote a row are audited with the people they show', async () => {
    const rows = [
      nominal('open-1', 'suspect', 'Other Street', '2026-10-25', 'not a day'),
      nominal('barred-1', 'offender', 'Other Street', '2026-10-25'),
    ];
    const id = await stage([header, ...rows].join('\n'));
    assert.match((await show(`/intake/batches/${id}/problems`)).body, /not a day/);
    await show(`/intake/batches/${id}/problems.csv`);
    assert.deepEqual(
      (await entries('import:problems', id)).map(({ kind, people }) => [kind, people]),
      [
        ['listed', [person('open-1')]],
        ['exported', [person('open-1')]],
      ],
    );
  });

  test('matching, forgetting and looking at columns are audited', async () => {
    const text = ['record_id;Rolle;Name', 'open-1;offender;Example', 'barred-1;offender;Example'].join('\n');
    const id = await stage(text);
    const columns = `/intake/batches/${id}/columns`;
    assert.equal((await show(columns)).statusCode, 200);
    assert.deepEqual(
      (await entries('import:columns', id)).map(({ people }) => people),
      [[person('open-1')]],
    );
    assert.equal((await post(columns, { record_id: 'record_id' })).statusCode, 422);
    assert.equal((await entries('import:match-columns', id)).length, 0);
    const body = { record_id: 'record_id', capacity: 'Rolle', surname: 'Name', _key: 'key-match-columns' };
    for (const _ of ['first', 'sent again']) assert.equal((await post(columns, body)).statusCode, 303);
    const [batch] = await house.ownerQuery<{ state: string; source: number }>(
      'select state, source_id as source from import_batch where id = $1',
      [id],
    );
    assert.equal(batch?.state, 'staged');
    assert.deepEqual(await entries('import:match-columns', id), [
      { kind: 'wrote', people: null, detail: { source: batch?.source, columns: 3 } },
    ]);
    const source = batch?.source ?? 0;
    const mapping = () =>
      house.ownerQuery('select mapping is null as none from import_source where id = $1', [source]);
    assert.deepEqual(await mapping(), [{ none: false }]);
    assert.equal((await post(`/intake/sources/${source}/forget`)).statusCode, 303);
    assert.deepEqual(await mapping(), [{ none: true }]);
    assert.deepEqual(
      (await entries('import:forget-columns', source)).map(({ kind }) => kind),
      ['wrote'],
    );
  });

  test('another agency’s columns are not forgotten, nor those of whom has no right to', async () => {
    const [other] = await house.ownerQuery<{ id: number }>(
      `update import_source set mapping = '{"crn": "No"}' where format = 'probation-caseload' returning id`,
    );
    assert.equal((await post(`/intake/sources/${other?.id}/forget`)).statusCode, 404);
    const written = (viewer: StaffViewer): Promise<number> =>
      house.database.as(viewer, (tx) => tx.run(sql`update import_source set mapping = null`));
    assert.equal(await written(await house.viewerFor('link-worker')), 0);
    await written(analyst.viewer);
    assert.deepEqual(await house.ownerQuery('select mapping from import_source where id = $1', [other?.id]), [
      { mapping: { crn: 'No' } },
    ]);
  });
});
