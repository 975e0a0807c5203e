import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { newKey } from '../../kernel/ids.ts';
import { sessionCookie } from '../../web/session-cookie.ts';
import { makeCareers } from '../measures/careers-for-tests.ts';
import { recordCareers } from '../measures/recorded-for-tests.ts';
import { destroyCopy, saveAnswer, saveRequest, sendRequest, withdrawRequest } from './acts.ts';
import type { AnswerInput, RequestInput } from './types.ts';

const open = { result: null, treated: null, compared: null, low: null, high: null, words: null };
const answer: AnswerInput = {
  requestId: null,
  title: 'Example report',
  publishedOn: '2024-07-01',
  address: 'https://example.org/report',
  submitted: 100,
  analysed: 64,
  comparisonPeople: null,
  period: null,
  rate: {
    ...open,
    result: 'significant-increase',
    treated: 80,
    compared: 69,
    low: 2,
    high: 20,
    words: 'as it says',
  },
  frequency: open,
  days: open,
};
const draft: RequestInput = {
  name: 'Example list',
  joinedFrom: '2000-01-01',
  joinedTo: '2025-04-30',
  strand: null,
  basis: null,
  basisReference: null,
  recipient: null,
};
const based = { basis: 'public-task', basisReference: 'Example 7', recipient: 'Example' } as const;

describe('lists for the Data Lab', () => {
  let house: TestHouse;
  let server: Awaited<ReturnType<typeof serverOf>>;
  let joined = 0;

  before(async () => {
    house = await testHouse();
    await house.coverEverything();
    await recordCareers(house, makeCareers(5, { people: 900, mean: 0.8, burst: 2, threshold: 3, effect: 1 }));
    await house.ownerQuery(`update person set family_name = 'Example' || id, sex = 'male'`);
    await house.ownerQuery(
      `insert into access_reason (person_id, kind, post, source) select distinct person_id, 'selection', 'selection:' || $1::text, 'test'
       from membership`,
      [house.schemeId],
    );
    const [count] = await house.ownerQuery<{ n: number }>(
      'select count(distinct person_id)::int as n from membership',
    );
    joined = count?.n ?? 0;
    assert.ok(joined > 65);
    server = await serverOf(house);
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  const perform = async <Input, Result>(
    login: string,
    act: Parameters<typeof house.performer.perform<Input, Result>>[1],
    input: Input,
  ) => house.performer.perform(await house.viewerFor(login), act, input, newKey());

  const get = async (login: string, url: string) => {
    const cookie = `${sessionCookie}=${await signInDemoPerson(house.database, login, 'test')}`;
    const { statusCode, body } = await server.inject({ method: 'GET', url, headers: { cookie } });
    return { status: statusCode, body };
  };

  const codeOf = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work();
      return 'done';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };

  it('goes only with a basis, is fetched by its sender alone, and is an export with everybody in it', async () => {
    const { id } = await perform('analyst', saveRequest, draft);
    const refused = await codeOf(() => perform('analyst', sendRequest, { id, version: 1 }));
    assert.equal(refused, 'not-allowed-now', 'without a basis');
    await perform('analyst', saveRequest, { ...draft, ...based, id, version: 1 });
    assert.equal(
      await codeOf(() => perform('analyst', saveRequest, { ...draft, id, version: 1 })),
      'stale-version',
    );
    const file = `/outcomes/data-lab/requests/${id}/file.csv`;
    assert.notEqual((await get('analyst', file)).status, 200, 'not before it is sent');
    await perform('analyst', sendRequest, { id, version: 2 });
    const { status, body } = await get('analyst', file);
    assert.equal(status, 200);
    const lines = body.trim().split('\r\n');
    assert.equal(
      lines[0],
      'Surname,Forename,Date of birth,Gender,Index date,Conviction date,Intervention start date,Protective marking',
    );
    assert.equal(lines.length - 1, joined);
    const exports = await house.ownerQuery<{
      people: string[];
      detail: { recipient: string; people: number };
    }>(
      `select people, detail from audit_entry where kind = 'exported' and act = 'data-lab:file' and subject_id = $1`,
      [id],
    );
    assert.equal(exports.length, 1);
    assert.equal(exports[0]?.people.length, joined);
    assert.equal(exports[0]?.detail.recipient, 'justice-data-lab');
    assert.equal((await get('scheme-manager', file)).status, 403, 'another cannot fetch it');
    assert.equal(
      await codeOf(() => perform('scheme-manager', destroyCopy, { id, version: 4, how: 'x' })),
      'right-missing',
    );
    await perform('analyst', destroyCopy, { id, version: 4, how: 'Shredded' });
    assert.notEqual((await get('analyst', file)).status, 200, 'not once its copies are destroyed');
  });

  it('is not sent twice, nor after it is withdrawn, nor fetched after its link has ended', async () => {
    const { id } = await perform('analyst', saveRequest, { ...draft, ...based });
    await perform('analyst', sendRequest, { id, version: 1 });
    assert.equal(await codeOf(() => perform('analyst', sendRequest, { id, version: 2 })), 'not-allowed-now');
    await house.ownerQuery(`update data_lab_request set link_until = sent_at where id = $1`, [id]);
    assert.notEqual((await get('analyst', `/outcomes/data-lab/requests/${id}/file.csv`)).status, 200);
    await perform('analyst', withdrawRequest, { id, version: 2, why: 'Example' });
    assert.equal(
      await codeOf(() => perform('analyst', withdrawRequest, { id, version: 3, why: 'Example' })),
      'not-allowed-now',
    );
  });

  it('is refused, without telling who, where the sender does not see everybody: at sending and at fetching', async () => {
    const hide = (closes: string) =>
      house.ownerQuery(
        `update access_reason set closes_at = ${closes} where kind = 'selection' and person_id = (select min(person_id) from membership)`,
      );
    const { id } = await perform('analyst', saveRequest, { ...draft, ...based });
    const page = `/outcomes/data-lab/requests/${id}`;
    assert.ok(!(await get('analyst', page)).body.includes('leave people out in silence'));
    await hide('now()');
    const { body } = await get('analyst', page);
    assert.match(body, /You do not see everybody who joined in these days/);
    assert.match(body, /It cannot be sent yet/);
    const [hidden] = await house.ownerQuery<{ name: string }>(
      `select family_name as name from person where id = (select min(person_id) from membership)`,
    );
    assert.ok(!body.includes(`${hidden?.name}<`));
    assert.equal(await codeOf(() => perform('analyst', sendRequest, { id, version: 1 })), 'not-allowed-now');
    await hide('null');
    await perform('analyst', sendRequest, { id, version: 1 });
    await hide('now()');
    assert.notEqual((await get('analyst', `${page}/file.csv`)).status, 200);
    await hide('null');
    assert.equal((await get('analyst', `${page}/file.csv`)).status, 200);
  });

  it('stops when records change to fewer than sixty between sending and fetching', async () => {
    const { id } = await perform('analyst', saveRequest, { ...draft, ...based });
    await perform('analyst', sendRequest, { id, version: 1 });
    await house.ownerQuery(`update person set sex = null`);
    assert.notEqual((await get('analyst', `/outcomes/data-lab/requests/${id}/file.csv`)).status, 200);
    await house.ownerQuery(`update person set sex = 'male'`);
  });

  it('is seen by senders and whoever reads the register of exports, and the rest see answers alone', async () => {
    const { id } = await perform('analyst', saveRequest, { ...draft, name: 'Example kept apart' });
    for (const login of ['opcc-commissioner', 'board-member', 'section-151-officer']) {
      const { status, body } = await get(login, '/outcomes/data-lab');
      assert.equal(status, 200, login);
      assert.ok(!body.includes('Example kept apart'), login);
      assert.equal((await get(login, `/outcomes/data-lab/requests/${id}`)).status, 403, login);
    }
    const auditor = await get('auditor', `/outcomes/data-lab/requests/${id}`);
    assert.equal(auditor.status, 200);
    assert.ok(!/href="\/people\//.test(auditor.body), 'the register names nobody');
    assert.equal((await get('front-line-officer', '/outcomes/data-lab')).status, 403);
    for (const login of ['opcc-commissioner', 'probation-offender-manager', 'senior-probation-officer'])
      assert.equal(await codeOf(() => perform(login, saveRequest, draft)), 'right-missing', login);
  });

  it('shows an answer as the Data Lab words it, at level 4, to whoever sees outcomes', async () => {
    await perform('scheme-manager', saveAnswer, answer);
    for (const login of ['scheme-manager', 'opcc-commissioner', 'section-151-officer']) {
      const { body } = await get(login, '/outcomes/data-lab');
      assert.match(body, /Level 4 of 5/, login);
      assert.match(body, /as it says/);
      assert.match(body, /more people reoffended than in the matched group/);
    }
  });

  it('refuses an answer whose words and figures contradict each other, and keeps what was typed', async () => {
    const rate = { ...answer.rate, low: -2 };
    assert.equal(await codeOf(() => perform('analyst', saveAnswer, { ...answer, rate })), 'invalid');
  });
});
