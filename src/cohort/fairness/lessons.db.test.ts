import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees } from '../../../test/support/members.ts';
import { sql } from '../../kernel/database.ts';
import { makePerson, provenOffences } from '../people-for-tests.ts';

// The lessons of the Gangs Matrix that no other test holds (docs/fairness.md has them all).

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

test('nobody is on the scheme without a date by which keeping their data is looked at again', async () => {
  const personId = await makePerson(house, { offences: provenOffences(6) });
  await assert.rejects(
    house.ownerQuery(
      `insert into membership (scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on)
       select t.scheme_id, $1, 'member', 'fixed', t.base_id, t.id, 'voluntary', '2026-11-02' from team t limit 1`,
      [personId],
    ),
    /review_retention_on/,
  );
});

test('every member and candidate stands on a version of a rule: there is no list without one', async () => {
  const needed = await house.ownerQuery<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and is_nullable = 'NO' and (table_name, column_name) in (('candidate', 'run_id'), ('selection_run', 'matrix_id'), ('candidate', 'factors'), ('candidate', 'expires_on'))
     order by 1`,
  );
  assert.deepEqual(
    needed.map(({ name }) => name),
    ['candidate.expires_on', 'candidate.factors', 'candidate.run_id', 'selection_run.matrix_id'],
  );
});

test('an agency without the agreement has nothing of a member, and one with it has the categories it covers', async () => {
  const personId = await addMember(house);
  assert.equal(await sees(house, 'scheme-manager', personId), true);
  const agency = (await house.viewerFor('probation-offender-manager')).agencyId;
  assert.equal(await sees(house, 'probation-offender-manager', personId), true);
  await house.ownerQuery(
    `update sharing_cover set to_date = current_date where agency_id = $1 and category = 'identity'`,
    [agency],
  );
  assert.equal(await sees(house, 'probation-offender-manager', personId), false);
  const viewer = await house.viewerFor('probation-offender-manager');
  const rows = await house.database.as(viewer, (tx) => tx.many(sql`select 1 from membership`));
  assert.deepEqual(rows, []);
});

test('on what footing somebody takes part is asked by no act of plans, referrals or contacts', () => {
  const sources = globSync('src/casework/{plans,referrals,contacts}/*.ts').filter(
    (name) => !name.endsWith('.test.ts'),
  );
  assert.ok(sources.length > 40);
  const asking = sources.filter((name) =>
    /\.statutory\b|statutory\s*[!=]==?|statutory\s*(=|<>)\s*'/.test(readFileSync(name, 'utf8')),
  );
  assert.deepEqual(asking, []);
});

test('neither selection nor the randomiser can read intelligence, plans, contacts or health', async () => {
  const tables = await house.ownerQuery<{ name: string; role: string }>(
    `select c.relname as name, r.role from pg_class c, unnest(array['waymark_selection', 'waymark_randomiser']) as r (role)
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and (c.relname ~ '^(intelligence|plan|contact|drug|questionnaire|referral|victim)' or c.relname = 'report_person')
       and (has_table_privilege(r.role, c.oid, 'select') or has_any_column_privilege(r.role, c.oid, 'select')) order by 1, 2`,
  );
  assert.deepEqual(tables, []);
});
