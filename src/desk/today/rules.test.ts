import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TodayItem } from '../../web/wing.ts';
import { draftHome, groupItems, memberChangeWords } from './rules.ts';

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

test('a draft leads back to its form, and an unknown one leads nowhere', () => {
  assert.equal(draftHome('contact:new:42').href, '/people/42/contacts/new');
  assert.equal(draftHome('contact:42:7').href, '/people/42/contacts/7/correct');
  assert.equal(draftHome('goal:42:7').href, '/people/42/plan/goals/7');
  assert.equal(draftHome('intelligence:new').href, '/intelligence/new');
  assert.equal(draftHome('intelligence:new:42').href, '/intelligence/new?person=42');
  assert.equal(draftHome('intelligence:7').href, '/intelligence/7');
  assert.equal(draftHome('decision:7').href, '/governance/decisions/7/edit');
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
