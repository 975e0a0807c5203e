import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { adds, byPerson, digestOf, loadLines, mayReceive, shareOut, suggested } from './split.ts';
import type { Colleague, LeaverItem, LeaverPerson } from './types.ts';

const officer = (id: number, more: Partial<Colleague> = {}): Colleague => ({
  id,
  name: `PC ${id}`,
  agencyId: 1,
  agency: 'Police',
  role: 'police-offender-manager',
  teamId: 1,
  ...more,
});
const leaver = officer(1);

const person = (personId: number, part: string | undefined): LeaverPerson => ({
  personId,
  name: `Person ${personId}`,
  part,
  allocations: [],
  contacts: [],
  steps: [],
  referrals: [],
  nextReview: null,
});

const people = fc
  .array(fc.constantFrom('lead', 'co-worker', undefined), { maxLength: 40 })
  .map((parts) => parts.map((part, index) => person(index + 1, part)));
const carried = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 });

test('everybody is given to somebody, once, and the load is as even as whole people can be', () => {
  fc.assert(
    fc.property(people, carried, (them, loads) => {
      const receivers = loads.map((_, index) => officer(index + 2));
      const before = new Map(
        receivers.map(({ id }, index) => [id, { people: loads[index] ?? 0, limit: 15 }]),
      );
      const gets = shareOut(leaver, them, receivers, before);
      assert.equal(gets.size, them.length);
      const after = receivers.map(({ id }) => {
        const more = them.filter(({ personId }) => gets.get(personId) === id);
        return { before: before.get(id)?.people ?? 0, more: more.reduce((sum, one) => sum + adds(one), 0) };
      });
      // Whoever got somebody who counts is at most one above anybody else.
      const least = Math.min(...after.map((one) => one.before + one.more));
      for (const one of after) if (one.more > 0) assert.ok(one.before + one.more <= least + 1);
    }),
  );
});

test('the loads before and after add up: what one loses the others have', () => {
  fc.assert(
    fc.property(people, carried, (them, loads) => {
      const receivers = loads.map((_, index) => officer(index + 2));
      const total = them.reduce((sum, one) => sum + adds(one), 0);
      const before = new Map([
        [leaver.id, { people: total, limit: 15 }],
        ...receivers.map(({ id }, index): [number, { people: number; limit: number }] => [
          id,
          { people: loads[index] ?? 0, limit: 15 },
        ]),
      ]);
      const gets = shareOut(leaver, them, receivers, before);
      const lines = loadLines(leaver, them, receivers, gets, before);
      assert.equal(lines[0]?.after, 0);
      const sum = lines.reduce((all, { before: was, after }) => all + after - was, 0);
      assert.equal(sum, 0);
      for (const line of lines) assert.equal(line.over, line.after > 15 && line.after > line.before);
    }),
  );
});

test('nobody who is away is suggested, and nobody goes over while somebody who is there has room', () => {
  const one = fc.record({
    people: fc.integer({ min: 0, max: 20 }),
    team: fc.integer({ min: 1, max: 3 }),
    away: fc.boolean(),
  });
  fc.assert(
    fc.property(people, fc.array(one, { minLength: 1, maxLength: 8 }), (them, drawn) => {
      const receivers = drawn.map(({ team }, index) => officer(index + 2, { teamId: team }));
      const loads = new Map(drawn.map((each, index) => [index + 2, { people: each.people, limit: 15 }]));
      const away = new Set(drawn.flatMap((each, index) => (each.away ? [index + 2] : [])));
      const chosen = suggested(leaver, receivers, them, loads, away);
      assert.ok(chosen.every(({ id }) => !away.has(id)));
      assert.equal(chosen.length === 0, away.size === receivers.length);
      const gets = shareOut(leaver, them, chosen, loads);
      const lines = loadLines(leaver, them, receivers, gets, loads);
      assert.equal(lines.length, receivers.length + 1, 'everybody’s load is shown');
      const spare = lines.filter(
        ({ staffId, after }) => staffId !== leaver.id && !away.has(staffId) && after < 15,
      );
      if (lines.some(({ over }) => over)) assert.deepEqual(spare, []);
    }),
  );
});

test('a receiver is of the same agency, may have the part, and is somebody else', () => {
  assert.ok(mayReceive(leaver, officer(2), { part: 'lead' }));
  assert.ok(!mayReceive(leaver, leaver, { part: 'lead' }));
  assert.ok(!mayReceive(leaver, officer(2, { agencyId: 2 }), { part: 'lead' }));
  assert.ok(!mayReceive(leaver, officer(2, { role: 'link-worker' }), { part: 'lead' }));
  assert.ok(mayReceive(leaver, officer(2, { role: 'link-worker' }), { part: undefined }));
  assert.equal(shareOut(leaver, [person(1, 'lead')], [officer(2, { agencyId: 2 })], new Map()).size, 0);
});

const item = (what: LeaverItem['what'], id: number, personId: number, version = 1): LeaverItem => ({
  what,
  id,
  personId,
  version,
  kind: what === 'allocation' ? 'lead' : null,
  at: null,
});

test('the digest is of what is there, in whatever order, and of every version', () => {
  const items = [item('allocation', 1, 5), item('contact', 1, 5), item('step', 9, 6)];
  const digest = digestOf(items, [{ id: 3, title: 'x', version: 1 }]);
  assert.equal(digestOf([...items].reverse(), [{ id: 3, title: 'y', version: 1 }]), digest);
  for (const other of [
    items.slice(1),
    [...items, item('contact', 2, 5)],
    [item('allocation', 1, 5, 2), ...items.slice(1)],
  ])
    assert.notEqual(digestOf(other, [{ id: 3, title: 'x', version: 1 }]), digest);
  assert.notEqual(digestOf(items, []), digest);
});

test('what hangs on a leaver stands with its person, and nothing is lost', () => {
  const items = [item('allocation', 1, 5), item('contact', 2, 5), item('step', 3, 6)];
  const grouped = byPerson(items, new Map([[5, { name: 'Zed', nextReview: null }]]));
  assert.deepEqual(
    grouped.map(({ personId, part, contacts, steps }) => [personId, part, contacts.length, steps.length]),
    [
      [5, 'lead', 1, 0],
      [6, undefined, 0, 1],
    ],
  );
});
