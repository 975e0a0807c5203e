import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../test/support/house.ts';
import { typedIn } from './drafts.ts';
import { keepUnsent } from './unsent.ts';

// A form that was not taken is what its writer comes back to; what may not be kept is not kept on this way either.

let house: TestHouse;

before(async () => {
  house = await testHouse();
});
after(() => house.close());

const stored = async (): Promise<unknown[]> =>
  (await house.ownerQuery<{ body: unknown }>(`select body from draft order by form`)).map(({ body }) => body);

test('what was typed takes the place of what was kept, and a marking leaves nothing', async () => {
  const viewer = await house.viewerFor('link-worker');
  const parts = {
    ...house,
    draftStops: house.wings.flatMap((wing) => wing.draftStops ?? []),
  };
  const keep = (form: string, text: string) =>
    keepUnsent(parts, { viewer, typed: typedIn({ _draft: form, _csrf: 'token', text, whom: ['1', '2'] }) });
  await keep('intelligence:new', 'Seen at the yard');
  await keep('intelligence:new', 'Seen at the yard again');
  assert.deepEqual(await stored(), [{ text: 'Seen at the yard again', whom: ['1', '2'] }]);
  await keep('intelligence:new', 'TOP SECRET STRAP1 seen at the yard');
  assert.deepEqual(await stored(), []);
});

test('only a form that keeps drafts is read, and nothing that no form sends', () => {
  assert.equal(typedIn({ text: 'x' }), undefined);
  assert.equal(typedIn({ _draft: '../x', text: 'x' }), undefined);
  assert.equal(typedIn({ _draft: ['a', 'b'], text: 'x' }), undefined);
  assert.equal(typedIn({ _draft: 'contact:new:1', text: 'x'.repeat(200_001) }), undefined);
  assert.deepEqual(typedIn({ _draft: 'contact:new:1', text: 'x', odd: { a: 1 } }), {
    form: 'contact:new:1',
    values: { _draft: 'contact:new:1', text: 'x' },
  });
});
