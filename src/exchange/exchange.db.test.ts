import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../test/support/house.ts';
import { addMember } from '../../test/support/members.ts';
import { signInDemoPerson } from '../access/sessions.ts';
import { serverOf } from '../app.ts';
import { sessionCookie } from '../web/session-cookie.ts';

describe('the face for machines', () => {
  let house: TestHouse;
  let server: Awaited<ReturnType<typeof serverOf>>;
  let personId: number;

  before(async () => {
    house = await testHouse();
    await house.coverEverything();
    personId = await addMember(house);
    server = await serverOf(house);
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  const get = async (login: string | undefined, url: string) => {
    const headers =
      login === undefined
        ? {}
        : { cookie: `${sessionCookie}=${await signInDemoPerson(house.database, login, 'test')}` };
    const { statusCode, body } = await server.inject({ method: 'GET', url, headers });
    return { status: statusCode, body: JSON.parse(body) };
  };

  test('the cohort as the caller may see it, and audited', async () => {
    const manager = await get('scheme-manager', '/api/cohort');
    assert.equal(manager.body.total, 1);
    assert.equal(manager.body.members[0].personId, personId);
    assert.equal((await get('pc-liam-fenn', '/api/cohort')).body.total, 0);
    assert.equal((await get('scheme-manager', '/api/cohort?rag=red&unseen=14')).body.total, 1);
    assert.equal((await get('scheme-manager', '/api/cohort?rag=green')).body.total, 0);
    assert.equal((await get('analyst', '/api/cohort?unseen=14')).body.error.code, 'right-missing');
    const entries = await house.ownerQuery<{ people: string[] }>(
      `select people from audit_entry where kind = 'listed' and act = 'api:cohort' order by id`,
    );
    assert.deepEqual(
      entries.map((entry) => entry.people.map(Number)),
      [[personId], [], [personId], []],
    );
  });

  test('one person: found with a reason, not found without, and both in the audit', async () => {
    const found = await get('scheme-manager', `/api/people/${personId}`);
    assert.equal(found.status, 200);
    assert.equal(found.body.familyName, 'Blythe');
    assert.equal(found.body.membership.base, 'Norwich');
    const hidden = await get('pc-liam-fenn', `/api/people/${personId}`);
    const absent = await get('pc-liam-fenn', '/api/people/999999');
    assert.deepEqual([hidden.status, hidden.body.error.code], [404, 'not-found']);
    assert.deepEqual([absent.status, absent.body.error.code], [404, 'not-found']);
    assert.equal(hidden.body.error.message, absent.body.error.message);
    const opened = await house.ownerQuery(
      `select from audit_entry where kind = 'opened' and act = 'api:person' and person_id = $1`,
      [personId],
    );
    assert.equal(opened.length, 1);
  });

  test('refusals are JSON with the catalogue’s codes', async () => {
    assert.equal((await get(undefined, '/api/cohort')).body.error.code, 'not-signed-in');
    assert.equal((await get('opcc-commissioner', '/api/cohort')).body.error.code, 'right-missing');
    assert.equal(
      (await get('opcc-commissioner', `/api/people/${personId}`)).body.error.code,
      'right-missing',
    );
    assert.equal((await get('scheme-manager', '/api/cohort?size=0')).body.error.code, 'bad-request');
    assert.equal((await get('scheme-manager', '/api/people/x')).body.error.code, 'not-found');
  });

  test('the description tells of each of these routes', async () => {
    const { body } = await get('scheme-manager', '/api/openapi.json');
    assert.equal(body.openapi, '3.1.0');
    for (const path of ['/api/cohort', '/api/outcomes/claims', '/api/people/{id}', '/api/openapi.json'])
      assert.ok(body.paths[path]);
    for (const path of ['/api/events', '/api/events/webhooks/{sender}'])
      assert.ok(body.paths[path].post.requestBody);
    const report = body.paths['/api/intelligence/{id}'].get.responses[200].content['application/json'].schema;
    for (const field of [
      'marking',
      'grade',
      'sourceGrade',
      'assessment',
      'handlingCode',
      'handling',
      'conditions',
    ])
      assert.ok(report.properties[field].description, field);
    assert.deepEqual(report.properties.handling.enum, ['partners', 'statutory', 'named', 'own']);
  });
});
