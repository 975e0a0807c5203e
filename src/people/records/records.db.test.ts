import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { listCustody, listOffences, listSupervision } from './store.ts';
import { recordEntries } from './timeline.ts';

let house: TestHouse;
let person: number;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  person = await arrange();
});
after(() => house.close());

/** One person whom everybody asked below has a reason for, with a proven and an unproven offence. */
async function arrange(): Promise<number> {
  const [row] = await house.ownerQuery<{ id: number }>(
    `insert into person (family_name, given_names, search_names) values ('Example', 'Ann', 'ann example') returning id`,
  );
  const id = row?.id ?? 0;
  await house.ownerQuery(
    `insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
     select s.id, s.agency_id, 'a.csv', '', 'accepted' from import_source s`,
  );
  const from = `from import_batch b join import_source s on s.id = b.source_id join agency a on a.id = b.agency_id`;
  const police = `select $1, b.source_id, b.agency_id, b.id, 'N', (select array_agg(id) from agency where kind = 'police')`;
  for (const [key, capacity, outcome, handling] of [
    ['1', 'convicted', 'convicted', 'statutory'],
    ['2', 'suspect', 'no-further-action', 'named'],
    ['3', 'victim', 'convicted', 'named'],
  ]) {
    await house.ownerQuery(
      `insert into offence (person_id, source_id, agency_id, batch_id, nominal_ref, named_agencies, local_id, capacity, offence_code,
         offence_date, outcome, handling, fingerprint)
       ${police}, $2, $3, 'TH68010', '2026-05-05', $4, $5, '' ${from} where s.format = 'police-crimes' and a.code = 'norfolk-police'`,
      [id, key, capacity, outcome, handling],
    );
  }
  await house.ownerQuery(
    `insert into custody_spell (person_id, source_id, agency_id, batch_id, nominal_ref, named_agencies, local_id, kind, place, from_day, to_day, handling, fingerprint)
     ${police}, 'C', 'police', 'Wymondham', '2026-05-05', '2026-05-06', 'named', '' ${from} where s.format = 'police-custody' and a.code = 'norfolk-police'`,
    [id],
  );
  await house.ownerQuery(
    `insert into supervision (person_id, source_id, agency_id, batch_id, nominal_ref, named_agencies, local_id, order_type, from_day, to_day, handling, fingerprint)
     ${police}, 'S', 'community-order', '2026-06-01', '2027-06-01', 'statutory', '' ${from} where s.format = 'probation-caseload'`,
    [id],
  );
  for (const login of ['police-offender-manager', 'probation-offender-manager', 'link-worker']) {
    await house.ownerQuery(
      `insert into access_reason (person_id, kind, staff_id, source) select $1, 'lead', id, 'test' from staff where login = $2`,
      [id, login],
    );
  }
  return id;
}

const see = (viewer: StaffViewer) =>
  house.database.as(viewer, async (tx) => ({
    offences: (await listOffences(tx, person)).map((offence) => offence.outcome),
    custody: (await listCustody(tx, person)).length,
    supervision: (await listSupervision(tx, person)).length,
    entries: (await recordEntries(tx, person)).length,
  }));

test('the police see the unproven too, and nobody sees what somebody suffered', async () => {
  const seen = await see(await house.viewerFor('police-offender-manager'));
  assert.deepEqual(seen.offences.toSorted(), ['convicted', 'no-further-action']);
  assert.deepEqual([seen.custody, seen.supervision, seen.entries], [1, 1, 6]);
});

test('probation sees what was proven; police cells and suspicions stay with the police', async () => {
  const seen = await see(await house.viewerFor('probation-offender-manager'));
  assert.deepEqual(seen, { offences: ['convicted'], custody: 0, supervision: 1, entries: 3 });
});

test('a link worker who leads the case gets no offence, no custody and no order', async () => {
  const seen = await see(await house.viewerFor('link-worker'));
  assert.deepEqual(seen, { offences: [], custody: 0, supervision: 0, entries: 0 });
});

test('without a reason there is nothing', async () => {
  const seen = await see(await house.viewerFor('sgt-karen-dunnett'));
  assert.deepEqual(seen, { offences: [], custody: 0, supervision: 0, entries: 0 });
});

test('an offence whose batch is being undone is gone at once', async () => {
  const viewer = await house.viewerFor('police-offender-manager');
  await house.ownerQuery(
    `update import_batch set state = 'undoing' where source_id = (select source_id from offence limit 1)`,
  );
  assert.deepEqual((await see(viewer)).offences, []);
  await house.ownerQuery(`update import_batch set state = 'accepted' where state = 'undoing'`);
  assert.equal((await see(viewer)).offences.length, 2);
});
