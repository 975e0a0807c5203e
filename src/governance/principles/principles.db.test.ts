import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { describeRegister, today } from '../registers/registers-for-tests.ts';
import { countFigures } from './figures.ts';

describeRegister('principles', (of) => {
  test('the figures of the principles are the same for who sees no person; others see nothing of it', async () => {
    const { house, commissioner, member } = of();
    const figures = async (viewer: StaffViewer) =>
      [...(await house.database.as(viewer, (tx) => countFigures(tx, { viewer, today }))).values()].map(
        ({ code, number }) => `${code} ${number}`,
      );
    assert.deepEqual(await figures(commissioner), await figures(member));
    assert.ok((await figures(commissioner)).some((figure) => figure.startsWith('risks-open ')));
    // Decision 2015/11, 3.2: four bases; King's Lynn is a satellite.
    assert.ok((await figures(commissioner)).includes('bases 4'));
    for (const login of ['front-line-officer', 'link-worker', 'providers-manager']) {
      const viewer = await house.viewerFor(login);
      const seen = await house.database.as(viewer, (tx) =>
        tx.one(sql<{
          n: number;
        }>`select (select count(*) from recommendation) + (select count(*) from scheme_risk) + (select count(*) from programme_item)
          + (select count(*) from principle_evidence) + (select count(*) from register_event) + (select count(*) from programme)
          + (select count(*) from agreement) + (select count(*) from agreement_variation_signature) + (select count(*) from agreement_review) as n`),
      );
      assert.equal(Number(seen.n), 0, login);
    }
  });
});
