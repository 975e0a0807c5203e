import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { auditRefused } from '../../access/audit-log.ts';
import type { StaffViewer } from '../../access/viewers.ts';

const looked = [
  ...['person', 'source_record', 'contact', 'plan_goal', 'plan_step', 'membership', 'allocation'],
  ...['candidate', 'panel_item', 'panel_meeting', 'import_batch', 'intelligence_report'],
];

describe('what the auditor learns of a refusal', () => {
  let house: TestHouse;
  let viewer: StaffViewer;

  before(async () => {
    house = await testHouse();
    viewer = await house.viewerFor('front-line-officer');
    await house.ownerQuery(
      `insert into person (family_name, given_names, search_names) select 'Example', 'Ann', 'ann example' from generate_series(1, 2)`,
    );
  });
  after(() => house.close());

  const refuse = async (subject: string | undefined, subjectId?: number) => {
    const refusal = { act: 'contact:record', code: 'not-found', subject, subjectId };
    // The caller gets the same nothing whatever is there.
    assert.equal(await auditRefused(house.database, viewer, refusal), undefined);
    return house.ownerQuery<{ existed: boolean | null; person: number | null }>(
      `select existed, person_id as person from audit_entry where kind = 'refused'
         and subject is not distinct from $1 and subject_id is not distinct from $2 order by person_id`,
      [subject ?? null, subjectId ?? null],
    );
  };

  test('of every kind of thing that acts name: that it does not exist', async () => {
    for (const subject of looked)
      assert.deepEqual(await refuse(subject, 999_999), [{ existed: false, person: null }], subject);
  });

  test('of a contact and of a report: that it exists, and everybody it is about', async () => {
    const [contact] = await house.ownerQuery<{ id: number }>(
      `insert into contact (person_id, agency_id, handling, named_agencies, staff_id, kind, state, at, planned, outcome)
       values (1, 1, 'own', '{}', 1, 'visit', 'recorded', now(), false, 'attended') returning id`,
    );
    assert.deepEqual(await refuse('contact', contact?.id), [{ existed: true, person: 1 }]);
    const [report] = await house.ownerQuery<{ id: number }>(
      `insert into intelligence_report (scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, provenance, handling, reviewed_by)
       values ($1, 1, 1, 'accepted', 1, 'A', 'P', 'observed', 'own', 2) returning id`,
      [house.schemeId],
    );
    await house.ownerQuery(`select set_config('waymark.staff', '1', false)`);
    await house.ownerQuery(
      'insert into report_person (report_id, person_id, linked_by) select $1, p, 1 from generate_series(1, 2) p',
      [report?.id],
    );
    assert.deepEqual(await refuse('intelligence_report', report?.id), [
      { existed: true, person: 1 },
      { existed: true, person: 2 },
    ]);
  });

  test('of what is not looked up: nothing, rather than that it does not exist', async () => {
    assert.deepEqual(await refuse('agreement', 1), [{ existed: null, person: null }]);
    assert.deepEqual(await refuse(undefined), [{ existed: null, person: null }]);
  });
});
