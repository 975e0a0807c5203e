import assert from 'node:assert/strict';
import test from 'node:test';
import { RefusedPosts } from './refused-posts.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 2, 9, 0, second));

test('an address that is refused again and again waits for the next minute; another does not', () => {
  const refused = new RefusedPosts({ most: 3 });
  for (let n = 0; n < 3; n += 1) {
    assert.equal(refused.waitOf('192.0.2.1', at(10)), undefined);
    refused.note('192.0.2.1', at(10));
  }
  assert.equal(refused.waitOf('192.0.2.1', at(15)), 45);
  assert.equal(refused.waitOf('192.0.2.2', at(15)), undefined);
  assert.equal(refused.waitOf('192.0.2.1', at(60)), undefined);
});

test('however many addresses there are, so many are remembered', () => {
  const refused = new RefusedPosts({ most: 1, remembered: 2 });
  for (const address of ['a', 'b', 'c']) refused.note(address, at(0));
  assert.deepEqual(
    ['a', 'b', 'c'].map((address) => refused.waitOf(address, at(0)) !== undefined),
    [false, true, true],
  );
});
