import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { addMember, addSender } from '../../intelligence/alerts/world-for-tests.ts';

// An arrest of this morning is on the person's page before any record of it is, for whoever may see custody.

let house: TestHouse;
let server: FastifyInstance;
let person = 0;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  const lead = 'police-offender-manager';
  ({ person } = await addMember(house, {
    ...{ serial: 31, given: 'Alan', family: 'Quillmarsh', born: '1990-05-06' },
    ...{ lead, coWorker: 'link-worker' },
  }));
});
after(async () => {
  await server.close();
  await house.close();
});

/** Said of somebody without a word of whence it is known. */
const atLiberty = /In the community(?! by the records)/;

const page = async (login: string): Promise<string> => {
  const session = await signInDemoPerson(house.database, login, 'test');
  const answer = await server.inject({ url: `/people/${person}`, cookies: { waymark_session: session } });
  assert.equal(answer.statusCode, 200);
  return answer.body;
};

async function report(kind: 'custody' | 'release', at: string): Promise<number> {
  const { sender } = await addSender(house, { name: `Custody system ${at}` });
  const [made] = await house.ownerQuery<{ id: number }>(
    `with a as (insert into alert (scheme_id, person_id, kind, happened_at, made_at, rule_id)
       select $1, $2, $3, $4, $4, (select min(id) from rule_version where kind = 'alerts') returning id)
     insert into event_received (scheme_id, sender_id, agency_id, handling, event_id, body_sha256, how, kind, category, happened_at, received_at, place, described, state, person_id, alert_id, matched_by)
     select $1, $5, s.agency_id, 'partners', gen_random_uuid()::text, 'x', 'api', $3, 'custody', $4, $4, 'Norwich PIC', '{}', 'alerted', $2, a.id, 'identifier'
     from a, event_sender s where s.id = $5 returning alert_id::int as id`,
    [house.schemeId, person, kind, at, sender.id],
  );
  return made?.id ?? 0;
}

test('an arrest before seven is in “To know now”, and nobody stands in the community beside it', async () => {
  assert.match(await page('police-offender-manager'), atLiberty);
  const id = await report('custody', '2026-11-02T06:10:00Z');
  const told = await page('police-offender-manager');
  assert.match(told, /To know now/);
  assert.match(told, /In custody, Norwich PIC, reported by [^:]+: 2 Nov 2026, 06:10 \(today\)/);
  assert.ok(told.includes(`href="/inbox/${id}"`));
  assert.match(told, /Reported in custody, Norwich PIC/);
  assert.doesNotMatch(told, atLiberty);
  assert.match(told, /In the community by the records/);
});

test('who may not see custody is told neither the one nor the other', async () => {
  const other = await page('link-worker');
  assert.doesNotMatch(other, /Norwich PIC|In the community/);
});

test('a later release ends it, and a report of last week says nothing of today', async () => {
  await report('release', '2026-11-02T08:30:00Z');
  const freed = await page('police-offender-manager');
  assert.match(freed, atLiberty);
  assert.doesNotMatch(freed, /Reported in custody/);
  await house.ownerQuery(`update event_received set happened_at = '2026-10-20' where kind = 'release'`);
  assert.match(await page('police-offender-manager'), /Reported in custody/);
  await house.ownerQuery(`update event_received set happened_at = '2026-10-20'`);
  assert.match(await page('police-offender-manager'), atLiberty);
});
