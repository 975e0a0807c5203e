import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newKey } from '../../kernel/ids.ts';
import { describeRegister, refused } from '../registers/registers-for-tests.ts';
import { addItem, changeItem } from './acts.ts';
import { listItems, listProgrammes } from './store.ts';

describeRegister('a programme', (of) => {
  test('items of a programme wait for one another in no circle', async () => {
    const { house, manager } = of();
    const { perform } = house.performer;
    const [programme] = await house.database.as(manager, (tx) => listProgrammes(tx));
    const items = await house.database.as(manager, (tx) => listItems(tx, programme?.id));
    const [first, last] = [items[0], items.at(-1)];
    assert.ok(first !== undefined && last !== undefined && programme !== undefined);
    await assert.rejects(
      () => perform(manager, changeItem, { ...first, needs: [last.id], rebase: false }, newKey()),
      refused('invalid', /in a circle: Proposal approved by both commissioners needs /),
    );
    await assert.rejects(
      () =>
        perform(
          manager,
          addItem,
          { ...first, programmeId: programme.id, title: last.title, rebase: false },
          newKey(),
        ),
      refused('conflict'),
    );
    await perform(manager, changeItem, { ...last, needs: [], rebase: true }, newKey());
    await assert.rejects(
      () => perform(manager, changeItem, { ...last, needs: [], rebase: false }, newKey()),
      refused('stale-version'),
    );
  });
});
