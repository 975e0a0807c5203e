import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { type Act, type ActContext, defineAct } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { planTransition, setReviewDates, setStatutory, setStrand } from './acts.ts';
import { countCohort } from './cohort-store.ts';
import { joinScheme, leaveScheme } from './joining.ts';
import { listMemberships } from './memberships.ts';

// One person's times on the scheme: who sees what of somebody who left, and that coming back begins anew.

let house: TestHouse;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house?.close());

const perform = async <I, O>(login: string, act: Act<I, O>, input: I): Promise<O> =>
  house.performer.perform(await house.viewerFor(login), act, input, newKey());
/** What a panel's decision does, without the panel. */
const decided = (work: (tx: Tx, context: ActContext) => Promise<number>) =>
  defineAct<null, { id: number }>({
    name: 'test:decided',
    right: 'panel:decide',
    run: async (tx, _, context) => ({ id: await work(tx, context) }),
  });
const currentOf = async (personId: number): Promise<{ id: number; version: number }> => {
  const [row] = await house.ownerQuery<{ id: number; version: number }>(
    'select id, version from membership where person_id = $1 and left_on is null',
    [personId],
  );
  assert.ok(row !== undefined);
  return { id: Number(row.id), version: row.version };
};

test('who left is restricted to management until the retention date; coming back is a new episode above the earlier one', async () => {
  const personId = await addMember(house);
  await perform(
    'scheme-manager',
    decided((tx, context) =>
      leaveScheme(tx, context, { personId, reasonCode: 'risk-reduced', why: 'Two years without' }),
    ),
    null,
  );
  assert.equal(await sees(house, 'police-offender-manager', personId), false);
  assert.equal(await sees(house, 'scheme-manager', personId), true);
  const [reason] = await house.ownerQuery<{ kind: string; until: string }>(
    `select kind, (closes_at at time zone 'Europe/London')::date::text as until from access_reason where person_id = $1 and (closes_at is null or closes_at > now())`,
    [personId],
  );
  assert.deepEqual(reason, { kind: 'after-care', until: '2032-11-02' });
  const base =
    (await house.ownerQuery<{ id: number }>(`select id from base where name = 'Norwich'`))[0]?.id ?? 0;
  await house.ownerQuery(
    `insert into panel_meeting (id, scheme_id, held_on, state) overriding system value values (900, $1, '2026-11-02', 'issued')`,
    [house.schemeId],
  );
  await house.ownerQuery(
    `insert into panel_item (id, meeting_id, person_id, question) overriding system value values (900, 900, $1, 'adopt')`,
    [personId],
  );
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, post, source) values ($1, 'selection', $2, 'test')`,
    [personId, `selection:${house.schemeId}`],
  );
  await perform(
    'scheme-manager',
    decided((tx, context) =>
      joinScheme(tx, context, {
        personId,
        strand: 'flex',
        baseId: Number(base),
        tier: null,
        rag: 'amber',
        statutory: 'voluntary',
        nextReview: null,
        itemId: 900,
        why: 'Burgled again',
      }),
    ),
    null,
  );
  const officer = await house.viewerFor('police-offender-manager');
  const episodes = await house.database.as(officer, (tx) => listMemberships(tx, personId));
  assert.deepEqual(
    episodes.map(({ state, strand, leftReason }) => [state, strand, leftReason]),
    [
      ['member', 'flex', null],
      ['de-selected', 'fixed', 'risk-reduced'],
    ],
  );
});

test('strand by age, status from a day, and the way to adult services', async () => {
  const personId = await addMember(house);
  await house.ownerQuery(`update person set born = '2009-03-01' where id = $1`, [personId]);
  await house.ownerQuery(`update membership set strand = 'youth' where person_id = $1`, [personId]);
  const viewer = await house.viewerFor('police-offender-manager');
  const listed = (transition: 'due' | 'no-plan') =>
    house.database.as(viewer, (tx) =>
      countCohort(tx, {
        schemeId: house.schemeId,
        filter: { transition },
        order: { sort: 'review', descending: false },
        today: '2026-11-02',
        seenLately: [],
      }),
    );
  assert.deepEqual([await listed('due'), await listed('no-plan')], [1, 1]);
  let at = await currentOf(personId);
  const changing = () => ({ membershipId: at.id, version: at.version, why: 'Agreed at review' });
  await assert.rejects(
    perform('police-offender-manager', setStrand, { ...changing(), strand: 'fixed' }),
    isRefused('invalid'),
  );
  await perform('police-offender-manager', planTransition, {
    ...changing(),
    plan: 'Probation from March; meets the worker in January',
  });
  assert.deepEqual([await listed('due'), await listed('no-plan')], [1, 0]);
  at = await currentOf(personId);
  await assert.rejects(
    perform('police-offender-manager', setStatutory, {
      ...changing(),
      statutory: 'voluntary',
      from: '2026-11-03',
    }),
    isRefused('invalid'),
  );
  await perform('police-offender-manager', setStatutory, {
    ...changing(),
    statutory: 'voluntary',
    from: '2026-10-30',
  });
  const [line] = await house.ownerQuery<{ line: string }>(
    `select what || ' ' || was || ' ' || became || ' ' || effective_on as line from membership_change where person_id = $1 order by id desc limit 1`,
    [personId],
  );
  assert.equal(line?.line, 'statutory statutory voluntary 2026-10-30');
});

test('several dates move together or not at all', async () => {
  const people = [await addMember(house), await addMember(house)];
  const members = (await Promise.all(people.map(currentOf))).map(({ id, version }) => ({
    membershipId: id,
    version,
  }));
  const [first, second] = members;
  assert.ok(first !== undefined && second !== undefined);
  const input = { nextReview: '2026-12-14', why: 'The meeting moved' };
  await assert.rejects(
    perform('police-offender-manager', setReviewDates, {
      ...input,
      members: [first, { ...second, version: 9 }],
    }),
    isRefused('stale-version'),
  );
  const moved = () =>
    house.ownerQuery<{ n: number }>(
      `select count(*)::int as n from membership where next_review = '2026-12-14' and person_id = any ($1)`,
      [people],
    );
  assert.equal((await moved())[0]?.n, 0);
  await perform('police-offender-manager', setReviewDates, { ...input, members });
  assert.equal((await moved())[0]?.n, 2);
});
