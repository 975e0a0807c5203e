import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsWords, readNeeds } from './skills.ts';

const known = { skills: [{ code: 'oasys', name: 'OASys' }] };

test('what an action asks is said in words, and nothing where it asks nothing', () => {
  assert.equal(needsWords({ needsRole: null, needsSkill: null }, known), '');
  assert.equal(
    needsWords({ needsRole: 'senior-probation-officer', needsSkill: 'oasys' }, known),
    'Senior probation officer, trained in OASys',
  );
  assert.equal(needsWords({ needsRole: null, needsSkill: 'gone' }, known), 'trained in gone');
});

test('a form asks only for roles and training that there are', () => {
  assert.deepEqual(readNeeds({ needsRole: 'king', needsSkill: 'magic' }, known), {
    needsRole: null,
    needsSkill: null,
  });
  assert.deepEqual(readNeeds({ needsRole: 'analyst', needsSkill: 'oasys' }, known), {
    needsRole: 'analyst',
    needsSkill: 'oasys',
  });
});
