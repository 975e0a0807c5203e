import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { newKey } from '../../kernel/ids.ts';
import { moveReferral } from './move-pages.ts';

let house: TestHouse;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house?.close());

const one = async <Row>(text: string, values: unknown[] = []): Promise<Row> => {
  const [row] = await house.ownerQuery<Row>(text, values);
  assert.ok(row !== undefined, text);
  return row;
};
const service = async (agency: string, name: string): Promise<number> =>
  Number(
    (
      await one<{ id: string }>(
        `insert into service (scheme_id, agency_id, name, offers, categories, pathways, opens_on) select $1, id, $3, 'Help', '{accommodation}', '{accommodation}', '2026-01-01' from agency where code = $2 returning id`,
        [house.schemeId, agency, name],
      )
    ).id,
  );

test('a referral goes on with another provider: access follows, the text stays, and the first one is remembered', async () => {
  const personId = await addMember(house);
  const [from, to] = [await service('turning-corner', 'Rooms'), await service('link-workers', 'Doors')];
  const { id } = await one<{ id: string }>(
    `insert into referral (scheme_id, person_id, service_id, agency_id, staff_id, provider_agency_id, state, category, pathway, need, goal, outcomes, rule_id, sent_at)
     select $1, $2, $3, s.agency_id, s.id, (select agency_id from service where id = $3), 'sent', 'accommodation', 'accommodation', 'A room', 'To live there', '{}',
       (select id from rule_version where kind = 'referrals' limit 1), now() from staff s where s.login = 'police-offender-manager' returning id`,
    [house.schemeId, personId, from],
  );
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, agency_id, source) select $1, 'referral', id, $2 from agency where code = 'turning-corner'`,
    [personId, `referral:${id}`],
  );
  assert.equal(await sees(house, 'providers-worker', personId), true);
  const move = async (login: string, input: { version: number; serviceId: number; why: string }) =>
    house.performer.perform(
      await house.viewerFor(login),
      moveReferral,
      { id: Number(id), ...input },
      newKey(),
    );
  const why = 'The first has no room';
  await assert.rejects(
    () => move('probation-offender-manager', { version: 1, serviceId: to, why }),
    isRefused('not-found'),
  );
  await assert.rejects(
    () => move('police-offender-manager', { version: 1, serviceId: from, why }),
    isRefused('invalid'),
  );
  await assert.rejects(
    () => move('police-offender-manager', { version: 7, serviceId: to, why }),
    isRefused('stale-version'),
  );
  await move('police-offender-manager', { version: 1, serviceId: to, why });
  assert.equal(await sees(house, 'providers-worker', personId), false);
  assert.deepEqual(
    await one(
      `select r.state, r.need, r.version, a.code as provider, f.code as before from referral r join agency a on a.id = r.provider_agency_id
         join referral_transfer t on t.referral_id = r.id join agency f on f.id = t.from_agency_id where r.id = $1`,
      [id],
    ),
    { state: 'sent', need: 'A room', version: 2, provider: 'link-workers', before: 'turning-corner' },
  );
});
