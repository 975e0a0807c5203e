import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { sql } from '../../kernel/database.ts';
import { findPeople } from '../../people/index.ts';
import { reportPages } from './pages.ts';

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let own: number;
let other: number;
let report: number;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  own = await addMember(house, undefined, 'X500001');
  other = await addMember(house, 'Ipswich team', 'X500002');
  const author = await house.viewerFor('police-offender-manager');
  report = await house.database.as(author, async (tx) => {
    const { id } = await tx.one(sql<{
      id: number;
    }>`insert into intelligence_report (scheme_id, agency_id, author_id, state)
      values (${author.schemeId}, ${author.agencyId}, ${author.staffId}, 'draft') returning id`);
    await tx.run(sql`insert into intelligence_text (report_id, body) values (${id}, 'Seen at night')`);
    return id;
  });
});
after(async () => {
  await server.close();
  await house.close();
});

const found = async (typed: string): Promise<number[]> => {
  const viewer = await house.viewerFor('police-offender-manager');
  const people = await house.database.as(viewer, (tx) =>
    findPeople(tx, { typed, today: '2026-11-02', limit: 10 }),
  );
  return people.map(({ id }) => id);
};

test('a report’s finder gives those whom the viewer has a reason for, and nobody else of the same name', async () => {
  for (const typed of ['Aaron Blythe', 'aron blyth', 'Blythe 1/5/1990', '1/5/1990', 'X500001'])
    assert.deepEqual(await found(typed), [own], typed);
  for (const typed of ['X500002', 'Nobody Likethis', '?', '1/1/1991'])
    assert.deepEqual(await found(typed), [], typed);
});

test('people of other teams do not crowd out one’s own, however many share the name', async () => {
  await house.ownerQuery(`insert into person (family_name, given_names, search_names, born)
    select 'Blythe', 'Aaron', 'aaron blythe', '1990-05-01' from generate_series(1, 500)`);
  assert.deepEqual(await found('aaron blythe'), [own]);
});

test('on the page too, and the people shown are in the audit', async () => {
  const token = await signInDemoPerson(house.database, 'police-offender-manager', 'test');
  const answer = await server.inject({
    url: `/intelligence/${report}?q=aaron+blythe`,
    headers: { cookie: `waymark_session=${token}` },
  });
  assert.equal(answer.statusCode, 200);
  assert.match(answer.body, new RegExp(`value="${own}" name="link"`));
  assert.doesNotMatch(answer.body, new RegExp(`value="${other}" name="link"`));
  const [entry] = await house.ownerQuery<{ people: string[] }>(
    `select people from audit_entry where act = 'intelligence:find-person' order by id desc limit 1`,
  );
  assert.deepEqual(entry?.people.map(Number), [own]);
});

test('the page with the finder is limited as the search is', () => {
  const page = reportPages(() => Promise.reject(new Error('not asked'))).find(
    ({ method, url }) => method === 'GET' && url === '/intelligence/:id',
  );
  assert.equal(page?.limit, 60);
});
