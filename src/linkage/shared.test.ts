import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { forgetSpare, giveBack, sharedFloats, sharedInts } from './shared.ts';

afterEach(forgetSpare);

const LARGE = 1 << 20;

test('memory that was given back is used again, zeroed, and by one array at a time', () => {
  const before = sharedInts(LARGE).fill(7);
  giveBack(before);
  const first = sharedInts(LARGE / 2);
  const second = sharedFloats(LARGE / 4);
  const third = sharedInts(LARGE);
  assert.equal(first.buffer, before.buffer);
  assert.equal(second.buffer, before.buffer);
  assert.notEqual(third.buffer, before.buffer);
  assert.ok(first.every((value) => value === 0) && second.every((value) => value === 0));
  first.fill(1);
  assert.ok(second.every((value) => value === 0));
});

test('two arrays on the same memory give it back once', () => {
  const before = sharedInts(LARGE);
  giveBack(before, before.subarray(10), before);
  const first = sharedInts(LARGE);
  const second = sharedInts(LARGE);
  assert.equal(first.buffer, before.buffer);
  assert.notEqual(second.buffer, before.buffer);
});

test('of what is large enough the smallest is used', () => {
  const large = sharedInts(LARGE * 4);
  const small = sharedInts(LARGE);
  giveBack(large, small);
  assert.equal(sharedInts(LARGE).buffer, small.buffer);
  assert.equal(sharedInts(LARGE).buffer, large.buffer);
  forgetSpare();
  assert.notEqual(sharedInts(LARGE).buffer, large.buffer);
});
