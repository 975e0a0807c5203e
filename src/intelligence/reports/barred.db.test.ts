import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees } from '../../../test/support/members.ts';
import { findViewer, signInDemoPerson } from '../../access/sessions.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { discardReport, saveReport } from './acts.ts';
import { getReport, listMine } from './store.ts';

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let author: StaffViewer;
let people = 0;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  author = await house.viewerFor('police-offender-manager');
});
after(async () => {
  await server.close();
  await house.close();
});

const writing = {
  sourceGrade: 2 as const,
  assessment: 'C' as const,
  handlingCode: 'P' as const,
  conditions: null,
  provenance: 'observed' as const,
  marking: 'OFFICIAL-SENSITIVE' as const,
  handling: 'statutory' as const,
  namedAgencies: [],
  observedOn: null,
  text: 'Seen at night',
  original: 'Who said it',
  naming: 'Jon, about 30',
  id: null,
  version: 0,
  send: false,
  personId: null,
};

/** A draft of the author's about a person of their team. */
async function draftAbout(): Promise<{ person: number; id: number }> {
  people += 1;
  const person = await addMember(house, undefined, `X40000${people}`);
  const { id } = await house.performer.perform(
    author,
    saveReport,
    { ...writing, personId: person },
    newKey(),
  );
  return { person, id };
}

/** The person ids of the audit's entries about a report by one act, in order. */
const audited = async (act: string, report: number): Promise<(number | null)[]> =>
  (
    await house.ownerQuery<{ person_id: string | null }>(
      `select person_id from audit_entry where act = $1 and subject = 'intelligence_report' and subject_id = $2 and kind <> 'refused' order by id`,
      [act, report],
    )
  ).map((row) => (row.person_id === null ? null : Number(row.person_id)));

async function get(url: string): Promise<number> {
  const token = await signInDemoPerson(house.database, 'police-offender-manager', 'test');
  assert.ok(await findViewer(house.database, token, 'test'));
  return (await server.inject({ url, headers: { cookie: `waymark_session=${token}` } })).statusCode;
}

test('an author who declares an interest in the person neither reads nor changes the report from then on', async () => {
  const { person, id } = await draftAbout();
  assert.equal(await get(`/intelligence/${id}`), 200);
  await house.database.as(author, (tx) =>
    tx.run(sql`select access_restrict(${person}, 'exclude', ${author.staffId}, 'declared-interest')`),
  );
  assert.equal(await get(`/intelligence/${id}`), 404);
  await assert.rejects(
    house.database.as(author, (tx) => getReport(tx, id)),
    { code: 'not-found' },
  );
  const mine = await house.database.as(author, (tx) => listMine(tx, author.staffId, 100));
  assert.ok(!mine.some((report) => report.id === id));
  for (const act of [
    () =>
      house.performer.perform(author, saveReport, { ...writing, id, version: 1, text: 'Changed' }, newKey()),
    () => house.performer.perform(author, discardReport, { id, version: 1 }, newKey()),
  ])
    await assert.rejects(act, { code: 'not-found' });
  const changes = [
    sql`update intelligence_report set marking = 'OFFICIAL' where id = ${id}`,
    sql`update intelligence_text set body = 'x' where report_id = ${id}`,
    sql`update intelligence_original set body = 'x' where report_id = ${id}`,
    sql`update intelligence_naming set body = 'x' where report_id = ${id}`,
    sql`delete from report_person where report_id = ${id}`,
    sql`select 1 from intelligence_text where report_id = ${id}`,
    sql`select 1 from intelligence_original where report_id = ${id}`,
    sql`select 1 from intelligence_naming where report_id = ${id}`,
  ];
  for (const change of changes) assert.equal(await house.database.as(author, (tx) => tx.run(change)), 0);
  const [kept] = await house.ownerQuery<{ body: string }>(
    'select body from intelligence_text where report_id = $1',
    [id],
  );
  assert.equal(kept?.body, 'Seen at night');
});

test('a limited-access list that does not name the author keeps them out as well', async () => {
  const { person, id } = await draftAbout();
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) select $1, 'only', id, 'limited-access' from staff where login = 'scheme-manager'`,
    [person],
  );
  await assert.rejects(
    house.database.as(author, (tx) => getReport(tx, id)),
    { code: 'not-found' },
  );
});

test('the audit names whom the report is about, whatever its reader may still see of them', async () => {
  const { person, id } = await draftAbout();
  await house.ownerQuery('update access_reason set closes_at = now() where person_id = $1', [person]);
  assert.equal(await sees(house, 'police-offender-manager', person), false);
  assert.equal(await get(`/intelligence/${id}`), 200);
  assert.deepEqual(await audited('intelligence:open', id), [person]);
  const { version } = await house.database.as(author, (tx) => getReport(tx, id));
  const again = { ...writing, id, version, send: true };
  await house.performer.perform(author, saveReport, again, newKey());
  assert.deepEqual((await audited('intelligence:save', id)).at(-1), person);
  assert.equal(await get('/intelligence?show=mine'), 200);
  const [listed] = await house.ownerQuery<{ people: string[] }>(
    `select people from audit_entry where act = 'intelligence:mine' order by id desc limit 1`,
  );
  assert.ok(listed?.people.map(Number).includes(person));
});

test('a report about nobody on the record is audited once, and no entry is written for somebody else', async () => {
  const { id } = await house.performer.perform(author, saveReport, writing, newKey());
  assert.equal(await get(`/intelligence/${id}`), 200);
  assert.deepEqual(await audited('intelligence:open', id), [null]);
  await assert.rejects(
    house.database.as(author, (tx) =>
      tx.run(sql`select audit_reports('signed-in', 'intelligence:open', ${id}, null, null)`),
    ),
    { code: 'right-missing' },
  );
});
