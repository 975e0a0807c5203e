import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { aboutPeople, auditExported, auditListed, auditOpened } from '../../access/audit-log.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { listReaders } from './reasons.ts';
import { listEntries, ofPerson, otherThings } from './store.ts';

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
    (
      await house.database.as(auditor, (tx) => listEntries(tx, { personId, schemeId: house.schemeId }, 50))
    ).map(({ act }) => act);

  test('are read as somebody of the scheme, and a login that nobody has is named', async () => {
    await assert.rejects(house.viewerFor('police-officer'), /signs in as 'police-officer'/);
  });

  test('are found by the person, whatever the list was of', async () => {
    await house.database.as(manager, async (tx) => {
      await auditListed(tx, { act: 'people:search', subject: 'person', people: aboutPeople([2, 3]) });
      await auditListed(tx, { act: 'caseload:members', people: aboutPeople([3]) });
      await auditListed(tx, {
        act: 'panel:open',
        subject: 'panel_meeting',
        subjectId: 9,
        people: aboutPeople([3, 4]),
      });
      await auditExported(tx, {
        act: 'cohort:export',
        subject: 'scheme',
        subjectId: 1,
        people: aboutPeople([1, 2, 3]),
      });
      await auditExported(tx, {
        act: 'cohort:list',
        subject: 'scheme',
        subjectId: 3,
        people: aboutPeople([1, 2]),
      });
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
      auditListed(tx, { act: 'audit:search', subject: 'audit', people: [], ids: [5] }),
    );
    await house.database.as(manager, async (tx) => {
      await auditListed(tx, {
        act: 'intelligence:list',
        subject: 'intelligence_report',
        people: [],
        ids: [5],
      });
      await auditListed(tx, { act: 'people:search-records', subject: 'source_record', people: [], ids: [5] });
    });
    assert.deepEqual(await actsAbout(5), []);
  });

  test('neither are those of cases, warrants and the like, beside the people of the same list', async () => {
    await house.database.as(manager, async (tx) => {
      for (const act of otherThings)
        await auditListed(tx, { act, subject: 'warrant', people: aboutPeople([1]), ids: [5] });
    });
    assert.deepEqual(await actsAbout(5), []);
    assert.deepEqual((await actsAbout(1)).slice(0, otherThings.length), [...otherThings].reverse());
  });

  test('entries from before lists said their people apart are read by what they were of', async () => {
    const earlier = (act: string, subject: string | null): Promise<unknown> =>
      house.ownerQuery(
        `insert into audit_entry (kind, act, staff_id, subject, ids) values ('listed', $1, $2, $3, '{5}')`,
        [act, manager.staffId, subject],
      );
    for (const act of otherThings) await earlier(act, 'enforcement_case');
    await earlier('victim:list', 'victim');
    assert.deepEqual(await actsAbout(5), []);
    await earlier('caseload:members', null);
    await earlier('panel:letters', 'panel_telling');
    assert.deepEqual(await actsAbout(5), ['panel:letters', 'caseload:members']);
    await house.ownerQuery(`delete from audit_entry where people is null and ids = '{5}'`);
  });

  test('each reading has the reasons in force at its moment, and the readers are summed up', async () => {
    const open = `insert into access_reason (person_id, kind, staff_id, post, source, opens_at, closes_at)
      values ($1, $2, $3, $4, 'test', now() + $5::interval, now() + $6::interval)`;
    const management = `management:${house.schemeId}`;
    await house.ownerQuery(open, [4, 'management', null, management, '-1 day', null]);
    await house.ownerQuery(open, [4, 'break-glass', manager.staffId, null, '-2 days', '-1 day']);
    const officer = await house.viewerFor('police-offender-manager');
    for (const viewer of [manager, officer])
      await house.database.as(viewer, (tx) => auditOpened(tx, { act: 'person:overview', personId: 4 }));
    const { schemeId } = house;
    const [first, second] = await house.database.as(auditor, (tx) =>
      listEntries(tx, { personId: 4, kind: 'opened', schemeId }, 5),
    );
    assert.deepEqual([first?.reasons, second?.reasons], [[], ['management']]);
    const readers = await house.database.as(auditor, (tx) =>
      listReaders(tx, { personId: 4, schemeId, ofPerson: ofPerson(4) }),
    );
    assert.deepEqual(
      readers.map(({ staffId, opened, listed, reasons, without }) => [
        staffId,
        opened,
        listed,
        reasons,
        without,
      ]),
      [
        [officer.staffId, 1, 0, [], 1],
        [manager.staffId, 1, 1, ['management'], 0],
      ],
    );
  });
});
