import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { auditExported, auditListed } from '../../access/audit-log.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { listEntries } from './store.ts';

describe('lists and exports in which somebody stood', () => {
  let house: TestHouse;
  let auditor: StaffViewer;
  let manager: StaffViewer;

  before(async () => {
    house = await testHouse();
    auditor = await house.viewerFor('auditor');
    manager = await house.viewerFor('scheme-manager');
    await house.ownerQuery(
      `insert into person (family_name, given_names, search_names) select 'Example', 'Ann', 'ann example' from generate_series(1, 5)`,
    );
  });
  after(() => house.close());

  const actsAbout = async (personId: number): Promise<string[]> =>
    (await house.database.as(auditor, (tx) => listEntries(tx, { personId }, 50))).map(({ act }) => act);

  test('are found by the person, whatever the list was of', async () => {
    await house.database.as(manager, async (tx) => {
      await auditListed(tx, { act: 'people:search', subject: 'person', ids: [2, 3] });
      await auditListed(tx, { act: 'caseload:members', ids: [3] });
      await auditListed(tx, { act: 'panel:open', subject: 'panel_meeting', subjectId: 9, ids: [3, 4] });
      await auditExported(tx, { act: 'cohort:export', subject: 'scheme', subjectId: 1, ids: [1, 2, 3] });
      await auditExported(tx, { act: 'cohort:list', subject: 'scheme', subjectId: 3, ids: [1, 2] });
    });
    assert.deepEqual(await actsAbout(3), [
      'cohort:export',
      'panel:open',
      'caseload:members',
      'people:search',
    ]);
    assert.deepEqual(await actsAbout(2), ['cohort:list', 'cohort:export', 'people:search']);
    assert.deepEqual(await actsAbout(5), []);
  });

  test('numbers of other things are not taken for people', async () => {
    await house.database.as(auditor, (tx) =>
      auditListed(tx, { act: 'audit:search', subject: 'audit', ids: [5] }),
    );
    await house.database.as(manager, async (tx) => {
      await auditListed(tx, { act: 'intelligence:list', subject: 'intelligence_report', ids: [5] });
      await auditListed(tx, { act: 'people:search-records', subject: 'source_record', ids: [5] });
    });
    assert.deepEqual(await actsAbout(5), []);
  });
});
