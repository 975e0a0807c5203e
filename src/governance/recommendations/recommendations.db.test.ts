import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { describeRegister, type RegisterHouse, refused, today } from '../registers/registers-for-tests.ts';
import {
  assureRecommendation,
  importRecommendations,
  reportRecommendation,
  returnRecommendation,
} from './acts.ts';
import { listRecommendations, listSources } from './store.ts';

async function oneOf({ house, manager }: RegisterHouse, number: string) {
  const by = { today, sort: 'number' as const, down: false };
  const found = await house.database.as(manager, (tx) =>
    listRecommendations(tx, {}, by, { limit: 50, offset: 0 }),
  );
  const one = found.find((candidate) => candidate.number === number);
  assert.ok(one !== undefined);
  return one;
}

describeRegister('recommendations', (of) => {
  test('a recommendation is assured by another person than its owner and than whoever reported it', async () => {
    const { house, manager, commissioner, member } = of();
    const { perform } = house.performer;
    const eight = await oneOf(of(), '8');
    assert.equal(eight.status, 'done');
    const words = { id: eight.id, version: eight.version, words: 'Read the list' };
    await assert.rejects(
      () => perform(manager, assureRecommendation, words, newKey()),
      refused('right-missing'),
    );
    await perform(commissioner, returnRecommendation, words, newKey());
    const report = {
      id: eight.id,
      version: eight.version + 1,
      act: 'report' as const,
      words: 'Done again',
    };
    await perform(member, reportRecommendation, report, newKey());
    const again = { ...words, version: eight.version + 2 };
    await assert.rejects(
      () => perform(member, assureRecommendation, again, newKey()),
      refused('not-allowed-now', /Somebody else/),
    );
    // Nor past the act: the database refuses it itself.
    await assert.rejects(
      () =>
        house.database.as(member, (tx) =>
          tx.run(
            sql`update recommendation set status = 'assured', assured_by = ${member.staffId} where id = ${eight.id}`,
          ),
        ),
      (error) => error instanceof WaymarkError,
    );
    await perform(commissioner, assureRecommendation, again, newKey());
    assert.equal((await oneOf(of(), '8')).status, 'assured');
    await assert.rejects(
      () => perform(member, reportRecommendation, { ...report, version: eight.version + 3 }, newKey()),
      refused('not-allowed-now'),
    );
  });

  test('a file is entered whole or not at all; numbers are sorted as people count', async () => {
    const { house, manager, commissioner } = of();
    const { perform } = house.performer;
    const [source] = await house.database.as(manager, (tx) => listSources(tx));
    const row = (number: string) => ({ number, text: 'T', body: 'B', ownerId: null, dueOn: null });
    const first = (await house.database.as(manager, (tx) => listSources(tx))).find(
      ({ stated }) => stated === 32,
    );
    const sourceId = first?.id ?? source?.id ?? 0;
    await perform(
      manager,
      importRecommendations,
      { sourceId, rows: [row('10'), row('9'), row('2a')] },
      newKey(),
    );
    await assert.rejects(
      () => perform(manager, importRecommendations, { sourceId, rows: [row('11'), row('9')] }, newKey()),
      refused('conflict'),
    );
    const by = { today, sort: 'number' as const, down: false };
    const found = await house.database.as(manager, (tx) =>
      listRecommendations(tx, { sourceId }, by, { limit: 50, offset: 0 }),
    );
    assert.deepEqual(
      found.map(({ number }) => number),
      ['2a', '9', '10'],
    );
    await assert.rejects(
      () => perform(commissioner, importRecommendations, { sourceId, rows: [row('12')] }, newKey()),
      refused('right-missing'),
    );
  });
});
