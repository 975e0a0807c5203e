import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { auditOpened } from '../../access/audit-log.ts';
import { findViewer, signInDemoPerson } from '../../access/sessions.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { sql } from '../../kernel/database.ts';
import { csrfToken } from '../../web/csrf.ts';

describe('the auditor’s search', () => {
  let house: TestHouse;
  let server: FastifyInstance;
  let token: string;
  let auditor: StaffViewer;
  let id: number;

  before(async () => {
    house = await testHouse();
    server = await serverOf(house);
    token = await signInDemoPerson(house.database, 'auditor', 'test');
    const viewer = await findViewer(house.database, token, 'test');
    assert.ok(viewer);
    auditor = viewer;
    const [person] = await house.ownerQuery<{ id: number }>(
      `insert into person (family_name, given_names, search_names, crn) values ('Hiddenname', 'Ann', 'ann hiddenname', 'X123456') returning id`,
    );
    id = person?.id ?? 0;
    await house.database.as(await house.viewerFor('scheme-manager'), (tx) =>
      auditOpened(tx, { act: 'person:overview', subject: 'person', subjectId: id, personId: id }),
    );
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  const headers = () => ({ cookie: `waymark_session=${token}` });
  const find = (identifier: string) =>
    server.inject({
      method: 'POST',
      url: '/stewardship/find',
      headers: { ...headers(), 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: csrfToken(auditor.csrfSecret), identifier }).toString(),
    });

  test('an identifier leads to the entries by a number; no name and no identifier is shown or kept', async () => {
    const found = await find(' x123456 ');
    assert.equal(found.statusCode, 303);
    assert.equal(found.headers.location?.split('#')[0], `/stewardship?person=${id}`);
    const { body } = await server.inject({ url: `/stewardship?person=${id}`, headers: headers() });
    assert.match(body, /A person’s overview/);
    assert.doesNotMatch(body, /Hiddenname|X123456/);
    const [kept] = await house.ownerQuery<{ n: number }>(
      `select count(*)::int as n from audit_entry where audit_entry::text ~* 'X123456'`,
    );
    assert.equal(kept?.n, 0);
  });

  test('an identifier that nobody has, or that is none, is said with what was typed kept', async () => {
    for (const [typed, said] of [
      ['X999999', /Nobody on record has this identifier/],
      ['Ann', /Enter a whole PNC/],
    ] as const) {
      const { statusCode, body } = await find(typed);
      assert.equal(statusCode, 422);
      assert.match(body, said);
      assert.match(body, new RegExp(`value="${typed}"`));
    }
  });

  test('nobody without the auditor’s right is told a number', async () => {
    for (const login of ['scheme-manager', 'administrator', 'analyst'])
      await assert.rejects(
        house.database.as(await house.viewerFor(login), (tx) => tx.one(sql`select audit_person('X123456')`)),
        /Your role does not allow this/,
        login,
      );
  });

  test('the download has what the filter finds, in words, and is itself audited', async () => {
    const { body } = await server.inject({
      url: `/stewardship/audit.csv?person=${id}&act=person:overview`,
      headers: headers(),
    });
    const lines = body.trim().split('\r\n');
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? '', /^OFFICIAL-SENSITIVE,"?Exported by /);
    assert.match(lines[2] ?? '', /person:overview,A person’s overview/);
    const { body: page } = await server.inject({
      url: '/stewardship?act=audit:export&from=2020-01-01',
      headers: headers(),
    });
    assert.match(page, /Downloaded audit entries/);
    assert.match(page, /audit\.csv\?act=audit%3Aexport&amp;from=2020-01-01|audit\.csv\?from=2020-01-01/);
  });
});
