import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutLine } from '../../web/today.ts';
import type { TodayItem } from '../../web/wing.ts';
import { draftHome, groupItems, linesOf, memberChangeWords, saidOnce, teamGroups } from './rules.ts';

test('groups stand in the order they are worked through, and lose nothing', () => {
  const item = fc.record({
    group: fc.constantFrom<TodayItem['group']>('overdue', 'due', 'changed', 'draft', 'ahead'),
    day: fc.constantFrom('2026-10-01', '2026-11-01', '2026-12-01'),
    title: fc.string(),
    href: fc.constant('/'),
  });
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const groups = groupItems(items);
      assert.equal(
        groups.reduce((sum, { items: own }) => sum + own.length, 0),
        items.length,
      );
      const order = groups.map(({ group }) => ['overdue', 'due', 'changed', 'draft', 'ahead'].indexOf(group));
      assert.deepEqual(
        order,
        [...order].sort((left, right) => left - right),
      );
      for (const { group, items: own } of groups) {
        const days = own.map(({ day }) => day);
        const sorted = [...days].sort();
        assert.deepEqual(days, group === 'changed' ? sorted.reverse() : sorted);
      }
    }),
  );
});

test('a list that is cut says so, below what it has; one that is not says nothing', () => {
  const item: TodayItem = { group: 'due', day: '2026-11-01', title: 'x', href: '/', alarm: false };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 20 }), (read, most) => {
      const rows = Array.from({ length: Math.min(read, most) }, () => item);
      const cut = cutLine(rows, most, { group: 'due', day: '2020-01-01', href: '/all', what: 'things' });
      assert.equal(cut.length, read < most ? 0 : 1);
      const [group] = groupItems([...cut, ...rows]);
      assert.equal(group?.items.findIndex(({ more }) => more === true) ?? -1, read < most ? -1 : rows.length);
    }),
  );
});

test('a team’s lines are counted apart and stand in no group of one’s own', () => {
  const item = (count: number | undefined): TodayItem => ({
    group: 'due',
    day: '2026-11-01',
    title: 'x',
    href: '/',
    ...(count === undefined ? {} : { team: { name: 'Your team', of: 'reviews due', count } }),
  });
  const items = [item(3), item(undefined), item(4)];
  assert.equal(groupItems(items)[0]?.items.length, 1);
  assert.deepEqual(
    teamGroups(items).map(({ title, items: own }) => [title, own.length]),
    [['Your team: 7 reviews due', 2]],
  );
  assert.deepEqual(teamGroups([item(undefined)]), []);
});

test('one person’s lines of one day stand together, once; nothing is lost and no other is joined', () => {
  const item = fc.record(
    {
      group: fc.constant<TodayItem['group']>('due'),
      day: fc.constantFrom('2026-11-01', '2026-11-02'),
      title: fc.constantFrom('Ann Lee', 'Bo Roe'),
      href: fc.constant('/'),
      personId: fc.constantFrom(1, 2),
    },
    { requiredKeys: ['group', 'day', 'title', 'href'] },
  );
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const lines = linesOf(items);
      assert.equal(
        lines.reduce((sum, { items: own }) => sum + own.length, 0),
        items.length,
      );
      const keys = lines.flatMap(({ items: [first] }) =>
        first.personId === undefined ? [] : [`${first.personId} ${first.day} ${first.title}`],
      );
      assert.equal(new Set(keys).size, keys.length);
      for (const { items: own } of lines)
        if (own.length > 1)
          assert.equal(new Set(own.map(({ personId, day, title }) => `${personId} ${day} ${title}`)).size, 1);
    }),
  );
});

test('what is the same of one person is said once, with how often', () => {
  const item = (detail: string, href: string): TodayItem => ({
    group: 'due',
    day: '2026-11-01',
    title: 'Ann Lee',
    href,
    detail,
    personId: 1,
  });
  assert.deepEqual(saidOnce([item('Step: ring', '/a'), item('Step: call', '/a'), item('Step: ring', '/a')]), [
    { href: '/a', words: 'Step: ring (2 times)' },
    { href: '/a', words: 'Step: call' },
  ]);
  assert.equal(saidOnce([item('Review', '/a'), item('Review', '/b')]).length, 2);
});

test('a draft leads back to its form, and an unknown one leads nowhere', () => {
  assert.equal(draftHome('contact:new:42').href, '/people/42/contacts/new');
  assert.equal(draftHome('contact:42:7').href, '/people/42/contacts/7/correct');
  assert.equal(draftHome('goal:42:7').href, '/people/42/plan/goals/7');
  assert.equal(draftHome('intelligence:new').href, '/intelligence/new');
  assert.equal(draftHome('intelligence:new:42').href, '/intelligence/new?person=42');
  assert.equal(draftHome('intelligence:7').href, '/intelligence/7');
  assert.equal(draftHome('nomination:new').href, '/cohort/nominations/new');
  assert.equal(draftHome('message:new:42').href, '/people/42/reminders/message');
  assert.equal(draftHome('consent:new:42').href, '/people/42/reminders/addresses/new');
  assert.equal(draftHome('panel-decision:7').href, '/panels/items/7');
  assert.equal(draftHome('decision:7').href, '/governance/decisions/7/edit');
  assert.equal(draftHome('plan-note:42:7').href, '/people/42/plan/goals/7/notes/new');
  assert.equal(draftHome('plan-review:42').href, '/people/42/plan/reviews/new');
  assert.equal(draftHome('victim-updates:42:7').href, '/victims/42/updates/7');
  assert.equal(draftHome('something:else').href, undefined);
  assert.equal(draftHome('//elsewhere.example').href, undefined);
});

test('a member’s change is a sentence, with who made it where somebody did', () => {
  const change = { what: 'statutory', was: 'statutory', became: 'voluntary', by: null } as const;
  assert.equal(
    memberChangeWords({ ...change, why: 'An order or licence began or ended' }),
    'Now voluntary (was statutory): an order or licence ended',
  );
  assert.equal(
    memberChangeWords({ what: 'rag', was: 'green', became: 'red', why: 'Two arrests', by: 'Ann Lee' }),
    'RAG: Red (was Green): Two arrests, by Ann Lee',
  );
});
