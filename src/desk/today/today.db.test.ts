import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoHouse } from '../../../test/support/demo.ts';
import type { TestHouse } from '../../../test/support/house.ts';
import { roles } from '../../access/rights.ts';
import { sections } from '../../web/page-frame.ts';
import { mayEnter } from '../../web/route.ts';
import type { TodayItem } from '../../web/wing.ts';
import { guideFor } from './guide.ts';
import { groupItems, teamGroups } from './rules.ts';

// What stands on whose Today, on the example data.

let house: TestHouse;
const today = '2026-11-02';

before(async () => {
  house = await demoHouse();
});
after(() => house?.close());

async function itemsOf(login: string): Promise<TodayItem[]> {
  const viewer = await house.viewerFor(login);
  const ask = { viewer, today, now: house.clock() };
  return house.database.as(viewer, async (tx) => {
    const items: TodayItem[] = [];
    for (const load of house.wings.flatMap((wing) => wing.today ?? [])) items.push(...(await load(tx, ask)));
    return items;
  });
}

test('the reviews that are an officer’s own are of people they work with, and all of those', async () => {
  const viewer = await house.viewerFor('police-offender-manager');
  const shown = (await itemsOf('police-offender-manager'))
    .filter(({ href, team }) => team === undefined && href.endsWith('/membership/review'))
    .map(({ personId }) => personId);
  const theirs = await house.ownerQuery<{ id: number }>(
    `select m.person_id as id from membership m where m.left_on is null and m.next_review <= $2::date + 7
       and exists (select from allocation a where a.person_id = m.person_id and a.staff_id = $1 and a.to_at is null)`,
    [viewer.staffId, today],
  );
  assert.ok(theirs.length > 0, 'the example has reviews due');
  assert.deepEqual(new Set(shown), new Set(theirs.map(({ id }) => id)));
});

test('the team’s reviews are numbers that lead to as long a list', async () => {
  const viewer = await house.viewerFor('police-offender-manager');
  const items = await itemsOf('police-offender-manager');
  const lines = items.filter(({ team }) => team !== undefined);
  assert.ok(lines.length > 0, 'the example’s team has reviews due');
  assert.match(teamGroups(items)[0]?.title ?? '', /^Your team: \d+ reviews due$/);
  assert.ok(groupItems(items).every((group) => group.items.every(({ team }) => team === undefined)));
  for (const { href, team } of lines) {
    const query = new URL(href, 'http://x').searchParams;
    const [row] = await house.ownerQuery<{ n: number }>(
      `select count(*)::int as n from membership where left_on is null and team_id = $1
         and case when $2 = 'overdue' then next_review < $3::date else next_review between $3::date and $3::date + 7 end`,
      [Number(query.get('team')), query.get('review'), today],
    );
    assert.ok(viewer.teams.includes(Number(query.get('team'))));
    assert.equal(team?.count, row?.n);
  }
});

test('the front line and the reviewer have their work in the menu, and nothing is offered that refuses them', async () => {
  const menuOf = async (login: string): Promise<string[]> => {
    const viewer = await house.viewerFor(login);
    return sections.filter(({ right }) => mayEnter(viewer, right)).map(({ href }) => href);
  };
  const officer = await menuOf('front-line-officer');
  for (const href of ['/briefings', '/intelligence']) assert.ok(officer.includes(href), href);
  assert.ok((await menuOf('identity-reviewer')).includes('/identity/review'));
  const { lines } = guideFor(house.wings, await house.viewerFor('front-line-officer'));
  assert.deepEqual(
    lines.filter(({ href }) => href.startsWith('/taskings')).map(({ href, what }) => [href, what]),
    [['/taskings', 'what is asked of you by a time']],
  );
  const asks = guideFor(house.wings, await house.viewerFor('police-offender-manager'));
  assert.ok(asks.lines.some(({ href }) => href === '/taskings/new'));
});

test('no role is left at a dead end, and nobody is sent to a page that refuses them', async () => {
  const routes = house.wings.flatMap((wing) => wing.routes ?? []);
  for (const role of roles) {
    const viewer = await house.viewerFor(role);
    const { lines, lacking } = guideFor(house.wings, viewer);
    assert.ok(lines.length + lacking.length > 0, `${role} is told something`);
    if (viewer.may('see:returns'))
      assert.ok(
        lines.some(({ href }) => href === '/returns'),
        role,
      );
    for (const { href } of lines) {
      const route = routes.find(({ method, url }) => method === 'GET' && url === href.split('?')[0]);
      assert.ok(route !== undefined && mayEnter(viewer, route.right), `${role} may open ${href}`);
    }
  }
});
