import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { render } from '../../web/html.ts';
import { makeCareers } from '../measures/careers-for-tests.ts';
import { recordCareers } from '../measures/recorded-for-tests.ts';
import { runMeasure } from '../measures/run.ts';
import { claimCard, claimFields, claimText, getClaim, type LinkedClaim, listClaims } from './linked.ts';

describe('claims that other wings link', () => {
  let house: TestHouse;
  let id: number;

  before(async () => {
    house = await testHouse();
    await recordCareers(
      house,
      makeCareers(5, { people: 1_200, mean: 0.8, burst: 2, threshold: 4, effect: 1 }),
    );
    id = await runMeasure(house.database, { schemeId: house.schemeId, on: '2026-11-02', now: testNow });
  });
  after(() => house.close());

  const claimAs = async (login: string): Promise<LinkedClaim> =>
    house.database.as(await house.viewerFor(login), (tx) => getClaim(tx, id));

  it('is the same, small numbers left out, for whoever reads it', async () => {
    const texts = [];
    for (const login of ['scheme-manager', 'opcc-commissioner', 'board-member', 'section-151-officer'])
      texts.push(claimText(await claimAs(login)));
    for (const text of texts) assert.deepEqual(text, texts[0]);
  });

  it('is no claim at all for a role without outcomes or aggregates', async () => {
    const viewer = await house.viewerFor('link-worker');
    const asked = house.database.as(viewer, (tx) => getClaim(tx, id));
    await assert.rejects(asked, (error) => error instanceof WaymarkError && error.code === 'not-found');
    assert.deepEqual(await house.database.as(viewer, (tx) => listClaims(tx, house.schemeId)), []);
  });

  it('lists the newest of each measure', async () => {
    const viewer = await house.viewerFor('opcc-commissioner');
    const claims = await house.database.as(viewer, (tx) =>
      listClaims(tx, house.schemeId, { newestOnly: true }),
    );
    assert.equal(new Set(claims.map(({ measure }) => measure)).size, claims.length);
    assert.ok(claims.some((claim) => claim.id === id));
  });

  it('gives no way to its figure but the card, its text and its fields', async () => {
    const claim = await claimAs('opcc-commissioner');
    const { figure } = claim;
    assert.throws(() => JSON.stringify(claim), TypeError);
    assert.throws(() => `${figure}`, TypeError);
    assert.throws(() => Number(figure), TypeError);
    assert.deepEqual(Object.keys(figure ?? { none: 1 }), []);
    const { figure: _, at: __, ...rest } = claim;
    // The title and the rest hold days, numbers of claim and level, and the definition; no rate, count or ratio.
    assert.ok(!/\d\.\d\d|%/.test(JSON.stringify({ ...rest, definition: '' })));
  });

  it('says in page, text and file alike what it rests on', async () => {
    const claim = await claimAs('opcc-commissioner');
    const page = render(claimCard(claim, { linksToDefinition: false }));
    const text = claimText(claim).join('\n');
    const fields = claimFields(claim);
    for (const part of [
      'Level 2 of 5',
      'Window',
      'Time at risk',
      'Left out',
      'More people needed',
      'What may be said',
      'This is not an estimate of the effect of the scheme.',
    ]) {
      assert.ok(page.includes(part), part);
      assert.ok(text.includes(part), part);
    }
    assert.ok(page.includes(fields.headline) && text.includes(fields.headline));
    assert.equal(fields.design_level, 2);
    for (const [name, value] of Object.entries(fields))
      if (name !== 'change') assert.notEqual(value, '', `${name} is empty`);
    assert.ok(fields.interval_low !== null && fields.interval_high !== null);
  });

  it('says why where nothing is published', async () => {
    await house.ownerQuery(
      `insert into claim (scheme_id, measure, definition_version, rule_id, data_to, design_level, published, not_published_why, inputs_sha256, code_version)
       select scheme_id, measure, definition_version, rule_id, data_to, design_level, null, 'Fewer than 10 people can be counted.', 'x', code_version from claim where id = $1`,
      [id],
    );
    const [made] = await house.ownerQuery<{ id: number }>('select max(id)::int as id from claim');
    const claim = await house.database.as(await house.viewerFor('board-member'), (tx) =>
      getClaim(tx, made?.id ?? 0),
    );
    assert.match(render(claimCard(claim)), /Fewer than 10 people/);
    assert.match(claimText(claim).join(), /Fewer than 10 people/);
    assert.match(claimFields(claim).headline, /^Not published/);
  });
});
