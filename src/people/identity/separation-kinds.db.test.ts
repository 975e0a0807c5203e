import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Right } from '../../access/rights.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { buildWings } from '../../app.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { sayWhose } from './separation-acts.ts';
import { itemMade, kindsMade, make, separationWorld, type World } from './separation-world-for-tests.ts';

// Every kind of which a wing says that it goes to the other person, as the wings have them: that the database knows it, and
// that whoever may not see it gives none away.

const moving = buildWings()
  .flatMap((wing) => wing.references ?? [])
  .filter(({ way }) => way === 'moves')
  .map(({ kind }) => kind);

/** Without these, none of the kind is seen: a new kind has its line here. */
const seenBy: Readonly<Record<string, readonly Right[]>> = {
  contact: ['see:contacts', 'see:own-contacts'],
  sighting: ['see:intelligence'],
  tasking: ['see:intelligence'],
  'report-link': ['see:intelligence'],
  'risk-flag': ['see:risk'],
  'risk-assessment': ['see:risk'],
  'compliance-item': ['see:licence'],
  referral: ['see:referrals'],
};

let world: World;
let police: StaffViewer;
let separationId = 0;
const made = new Map<string, number>();
before(async () => {
  world = await separationWorld();
  const viewer = world.workers['police-offender-manager'];
  assert.ok(viewer !== undefined);
  police = viewer;
  for (const kind of moving) if (kindsMade.includes(kind)) made.set(kind, await make(world, kind, police));
  separationId = await world.separate();
});
after(() => world.close());

/** The same person at the same desk, whose role lost some rights. */
const without = (viewer: StaffViewer, lost: readonly Right[]): StaffViewer => {
  const rights = String(viewer.facts.rights)
    .split(',')
    .filter((right) => right !== '' && !lost.some((one) => one === right));
  return {
    ...viewer,
    may: (right) => rights.includes(right),
    facts: { ...viewer.facts, rights: `,${rights.join(',')},` },
  };
};

const give = (by: StaffViewer, kind: string) =>
  world.house.performer.perform(
    by,
    sayWhose,
    {
      separationId,
      personId: world.personId,
      items: [itemMade(kind, made.get(kind) ?? 0)],
      verdict: 'moved',
      why: 'I saw the other one',
    },
    newKey(),
  );

test('each kind that moves is made here, and the database knows whose it is', async () => {
  assert.ok(moving.length >= 8, moving.join(' '));
  const unmade = moving.filter((kind) => !made.has(kind));
  assert.deepEqual(unmade, [], 'give each a maker in separation-world-for-tests.ts');
  for (const [kind, id] of made) {
    const rows = await world.house.ownerQuery<{ kind: string; person_id: string; agency_id: string }>(
      'select kind, person_id, agency_id from separation_things($1, $2, null)',
      [kind, id],
    );
    assert.deepEqual(
      rows.map((row) => [row.kind, Number(row.person_id), Number(row.agency_id)]),
      [[kind, world.personId, police.agencyId]],
      `${kind} has no row in separation_things() of src/access/policies/_reassigning.sql`,
    );
  }
});

test('the rights of each kind that moves are written down here, and of no other', () =>
  assert.deepEqual(Object.keys(seenBy).sort(), moving.toSorted()));

for (const kind of moving)
  test(`whoever may not see a ${kind} gives none away; whoever may, does`, async () => {
    const rights = seenBy[kind] ?? [];
    for (const right of rights) assert.ok(police.may(right), right);
    await assert.rejects(
      give(without(police, rights), kind),
      (error: unknown) => error instanceof WaymarkError && error.code === 'not-found',
    );
    assert.equal((await give(police, kind)).said, 1);
  });

test('a kind that nobody named goes for nobody, whatever they may see', async () => {
  const ask = async (kind: string): Promise<boolean | undefined> =>
    (await world.house.ownerQuery<{ sees: boolean }>('select separation_sees_kind($1) as sees', [kind]))[0]
      ?.sees;
  await world.house.ownerQuery(`select set_config('waymark.rights', $1, false)`, [
    `,${Object.values(seenBy).flat().join(',')},`,
  ]);
  for (const kind of moving) assert.equal(await ask(kind), true, kind);
  for (const kind of ['letter', 'rating', 'plan-goal', '']) assert.equal(await ask(kind), false, kind);
  await world.house.ownerQuery(`select set_config('waymark.rights', '', false)`);
});
