import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { runMeasures } from '../../outcomes/index.ts';
import { makeCareers } from '../../outcomes/measures/careers-for-tests.ts';
import { recordCareers } from '../../outcomes/measures/recorded-for-tests.ts';
import { sessionCookie } from '../../web/session-cookie.ts';
import { claimsApi } from './api.ts';

describe('claims for machines', () => {
  let house: TestHouse;
  let server: Awaited<ReturnType<typeof serverOf>>;

  before(async () => {
    house = await testHouse();
    const lives = makeCareers(5, { people: 900, mean: 0.8, burst: 2, threshold: 4, effect: 1 });
    await recordCareers(house, lives);
    await runMeasures(house.database, { schemeId: house.schemeId, on: '2026-11-02', now: testNow });
    server = await serverOf(house);
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  const get = async (login: string) => {
    const cookie = `${sessionCookie}=${await signInDemoPerson(house.database, login, 'test')}`;
    const { statusCode, body } = await server.inject({
      method: 'GET',
      url: '/api/outcomes/claims',
      headers: { cookie },
    });
    return { status: statusCode, body: JSON.parse(body) };
  };

  test('the same to the commissioner and the manager, each claim with all it rests on', async () => {
    const [manager, commissioner] = [await get('scheme-manager'), await get('opcc-commissioner')];
    assert.deepEqual(manager, commissioner);
    assert.ok(manager.body.claims.length > 0);
    for (const claim of manager.body.claims) {
      for (const name of ['headline', 'counted', 'window', 'time_at_risk', 'comparison', 'definition'])
        assert.ok(claim[name].length > 0, name);
      assert.ok(Number.isInteger(claim.design_level));
    }
  });

  test('nothing for whoever sees no outcomes', async () => {
    for (const login of ['providers-manager', 'front-line-officer', 'link-worker'])
      assert.equal((await get(login)).status, 403, login);
  });

  test('has no field for a number alone', () => {
    const schema = JSON.parse(JSON.stringify(claimsApi.response)) as {
      properties: { claims: { items: { properties: Record<string, unknown> } } };
    };
    const fields = Object.entries(schema.properties.claims.items.properties);
    const numbers = fields.flatMap(([name, one]) =>
      /"(number|integer)"/.test(JSON.stringify(one)) ? [name] : [],
    );
    assert.deepEqual(numbers.sort(), [
      'claim',
      'design_level',
      'interval_high',
      'interval_low',
      'interval_percent_confidence',
    ]);
  });
});
