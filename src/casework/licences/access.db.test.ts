import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { type Sql, sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate } from '../allocate-for-tests.ts';
import { recordContact } from '../contacts/acts.ts';
import { addWarrant } from '../enforcement/acts.ts';
import { recordLicence } from './acts.ts';
import { addOrder } from './licences-for-tests.ts';
import { setCurfew } from './register-acts.ts';

/** What the database refuses to write, whatever a page or an act forgot. */

let house: TestHouse;
let person = 0;
let probation: StaffViewer;
let police: StaffViewer;
let link: StaffViewer;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  person = await addMember(house);
  await addOrder(house, person, 'licence');
  await allocate(house, person, 'link-worker', 'embedded');
  probation = await house.viewerFor('probation-offender-manager');
  police = await house.viewerFor('police-offender-manager');
  link = await house.viewerFor('link-worker');
});
after(() => house.close());

const run = (viewer: StaffViewer, statement: Sql<unknown>): Promise<number> =>
  house.database.as(viewer, (tx) => tx.run(statement));
const refuses = (viewer: StaffViewer, statement: Sql<unknown>): Promise<void> =>
  assert.rejects(run(viewer, statement), isRefused('right-missing'));

const licence = (agencyId: number) => sql`
  insert into licence (person_id, agency_id, order_type, from_day, state, handling) values (${person}, ${agencyId}, 'licence', '2026-03-01', 'in-force', 'partners')`;

test('a licence by those who edit licences, for their own agency, and nobody else', async () => {
  await refuses(police, licence(police.agencyId));
  await refuses(link, licence(link.agencyId));
  await refuses(probation, licence(police.agencyId));
  assert.equal(await run(probation, licence(probation.agencyId)), 1);
  assert.equal(
    await run(
      police,
      sql`update licence set state = 'ended', ended_on = '2026-10-01', ended_how = 'completed'`,
    ).catch(() => 0),
    0,
  );
  await refuses(probation, sql`delete from licence`);
});

test('conditions stand under a licence of the same person, and their words are kept', async () => {
  const other = await addMember(house);
  const { id } = await house.performer.perform(
    probation,
    recordLicence,
    {
      personId: person,
      orderType: 'licence',
      fromDay: '2026-03-02',
      toDay: null,
      sentence: null,
      sentenceKind: null,
      sentenceDays: null,
      madeBy: null,
      officerId: null,
      force: null,
      qualifying: null,
      longestQualifies: null,
      supervisionId: null,
      handling: 'partners',
    },
    newKey(),
  );
  await refuses(
    probation,
    sql`insert into licence_condition (licence_id, person_id, agency_id, kind, category, wording, from_day, added_by, handling)
      values (${id}, ${other}, ${probation.agencyId}, 'bespoke', 'x', 'x', '2026-03-02', 1, 'partners')`,
  );
  await refuses(probation, sql`delete from licence_condition`);
  await refuses(probation, sql`update licence_variation set approved_by = 'me'`);
});

test('a failure starts with one’s own contact that failed, to be decided; police decide nothing', async () => {
  const contact = {
    personId: person,
    kind: 'office',
    at: '2026-10-20T10:00:00.000Z',
    outcome: 'failed' as const,
    place: null,
    pathway: null,
    minutes: null,
    note: 'x',
    handling: 'partners' as const,
    namedAgencies: [],
    withStaff: [],
  };
  const made = await house.performer.perform(police, recordContact, contact, newKey());
  assert.equal(made.enforcement?.started, true);
  const start = (viewer: StaffViewer, contactId: number | null, state = 'to-decide') => sql`
    insert into enforcement_case (person_id, agency_id, contact_id, order_type, failed_on, what, state, handling)
    values (${person}, ${viewer.agencyId}, ${contactId}, 'licence', '2026-10-20', 'x', ${state}, 'partners')`;
  await refuses(police, start(police, null));
  await refuses(link, start(link, null));
  await refuses(probation, start(probation, null, 'recalled'));
  assert.equal(await run(probation, start(probation, null)), 1);
  // Theirs to take back while nothing is decided and the contact is no failure any more; never to decide.
  await refuses(police, sql`update enforcement_case set state = 'acceptable' where person_id = ${person}`);
  await refuses(police, sql`update enforcement_case set state = 'void' where person_id = ${person}`);
  await refuses(probation, sql`delete from enforcement_case`);
  await refuses(
    probation,
    sql`insert into enforcement_step (case_id, person_id, agency_id, staff_id, move, became, handling)
      select id, person_id, ${probation.agencyId}, ${police.staffId}, 'accept', 'acceptable', 'partners' from enforcement_case limit 1`,
  );
  await refuses(probation, sql`update enforcement_step set why = 'x'`);
});

test('an attempt in one’s own name alone', async () => {
  const { id } = await house.performer.perform(
    police,
    addWarrant,
    {
      personId: person,
      caseId: null,
      kind: 'arrest',
      reference: null,
      issuedOn: '2026-10-20',
      issuedBy: 'x',
    },
    newKey(),
  );
  const attempt = (viewer: StaffViewer, by: number) => sql`
    insert into warrant_attempt (warrant_id, person_id, agency_id, staff_id, at, place, result, handling)
    values (${id}, ${person}, ${viewer.agencyId}, ${by}, now(), 'x', 'not-there', 'partners')`;
  await refuses(police, attempt(police, probation.staffId));
  await refuses(link, attempt(link, link.staffId));
  assert.equal(await run(police, attempt(police, police.staffId)), 1);
});

test('hours and places are told without names, to whoever reaches the person and their agency shares', async () => {
  await house.performer.perform(
    probation,
    setCurfew,
    {
      personId: person,
      days: [1],
      fromTime: '19:00',
      toTime: '07:00',
      fromDay: '2026-10-01',
      toDay: null,
      address: '4 Example Close',
      addressHandling: 'own',
      handling: 'own',
    },
    newKey(),
  );
  const told = (viewer: StaffViewer): Promise<number> =>
    house.database.as(
      viewer,
      async (tx) => (await tx.many(sql`select * from places_ruled_out(${person})`)).length,
    );
  assert.equal(await told(link), 1);
  assert.equal(await told({ ...link, facts: { ...link.facts, shares: '' } }), 0);
  assert.equal(await told(await house.viewerFor('link-worker-2')), 0);
  assert.equal(await told(await house.viewerFor('analyst')), 0);
  assert.equal(await told(await house.viewerFor('opcc-commissioner')), 0);
  const [shown] = await house.database.as(link, (tx) =>
    tx.many(sql<Record<string, unknown>>`select * from places_ruled_out(${person})`),
  );
  assert.deepEqual(Object.keys(shown ?? {}), [
    'days',
    'from_time',
    'to_time',
    'from_day',
    'to_day',
    'places',
    'boundary',
  ]);
});
