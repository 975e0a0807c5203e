import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyState, readSendForm, refusalFor, resolveRecipients, whyNot } from './rules.ts';
import type { Chosen, Receiver, SharedAs } from './types.ts';

const now = new Date('2026-11-02T09:00:00Z');

const agency = fc.record({ statutory: fc.boolean(), shares: fc.boolean() });
const world = fc
  .tuple(
    fc.array(agency, { minLength: 2, maxLength: 4 }),
    fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }),
  )
  .map(([agencies, staff]): Receiver[] =>
    staff.map((place, index) => {
      const agencyId = (place % agencies.length) + 1;
      const found = agencies[agencyId - 1] ?? { statutory: false, shares: false };
      return {
        ...found,
        id: index + 1,
        name: `Person ${'abcdefgh'[index]}`,
        agencyId,
        agency: `Agency ${agencyId}`,
        role: index % 2 === 0 ? 'analyst' : 'front-line-officer',
        teamId: index % 3 === 0 ? 7 : null,
      };
    }),
  );
const report: fc.Arbitrary<SharedAs> = fc.record({
  agencyId: fc.integer({ min: 1, max: 4 }),
  handling: fc.constantFrom('partners', 'statutory', 'named', 'own'),
  namedAgencies: fc.subarray([1, 2, 3, 4]),
});
const chosen: fc.Arbitrary<Chosen> = fc.record({
  names: fc.subarray(['Person a', 'Person b', 'person  C']),
  staffIds: fc.subarray([1, 2]),
  roles: fc.subarray(['analyst', 'front-line-officer']),
  agencyIds: fc.subarray([1, 2, 3]),
  teamId: fc.constantFrom(null, 7),
});

/** The rule in words, written again: agreement and handling of somebody's agency. */
const may = (one: Receiver, { agencyId, handling, namedAgencies }: SharedAs): boolean =>
  one.agencyId === agencyId ||
  (one.shares &&
    (handling === 'partners' ||
      (handling === 'statutory' && one.statutory) ||
      (handling === 'named' && namedAgencies.includes(one.agencyId))));

test('nobody is sent what agreement and handling do not let their agency have, nobody twice, nobody unchosen', () => {
  fc.assert(
    fc.property(world, report, chosen, fc.subarray([1, 2]), (receivers, shared, picked, butNot) => {
      const { going, left, errors } = resolveRecipients(receivers, picked, shared, butNot);
      const names = picked.names.map((name) => name.toLowerCase().replace('  ', ' '));
      for (const one of going) {
        const receiver = receivers.find(({ id }) => id === one.id);
        assert.ok(receiver !== undefined && may(receiver, shared));
        assert.ok(!butNot.includes(one.id));
        assert.ok(
          names.includes(receiver.name.toLowerCase()) ||
            picked.staffIds.includes(receiver.id) ||
            picked.roles.includes(receiver.role) ||
            picked.agencyIds.includes(receiver.agencyId) ||
            picked.teamId === receiver.teamId,
        );
      }
      assert.equal(new Set(going.map(({ id }) => id)).size, going.length);
      assert.ok(going.length > 0 || errors.length > 0, 'a sending to nobody is refused');
      assert.ok(left.every(({ why }) => why !== ''));
      for (const receiver of receivers)
        assert.equal(refusalFor(receiver, shared) === undefined, may(receiver, shared));
    }),
  );
});

test('a name that is nobody’s, an agency without an agreement and an empty choice say so in words', () => {
  const receivers: Receiver[] = [
    {
      id: 1,
      name: 'Ann Example',
      agencyId: 2,
      agency: 'Example Prison',
      statutory: true,
      shares: false,
      role: 'analyst',
      teamId: null,
    },
  ];
  const shared: SharedAs = { agencyId: 1, handling: 'partners', namedAgencies: [] };
  const words = (picked: Partial<Chosen>): string =>
    resolveRecipients(
      receivers,
      { names: [], staffIds: [], roles: [], agencyIds: [], teamId: null, ...picked },
      shared,
      [],
    )
      .errors.map(({ text }) => text)
      .join();
  assert.match(words({ names: ['Bob Nobody'] }), /Nobody called “Bob Nobody”/);
  assert.match(words({ names: ['ann  example'] }), /Example Prison has no sharing agreement in force/);
  assert.match(words({ agencyIds: [2] }), /no sharing agreement in force/);
  assert.match(words({ roles: ['analyst'] }), /Nobody of those chosen may have it/);
  assert.match(words({}), /Choose who is to have it/);
});

const rhys: Receiver = {
  id: 4,
  name: 'PC Rhys Tudor',
  agencyId: 1,
  agency: 'Example Police',
  statutory: true,
  shares: true,
  role: 'front-line-officer',
  teamId: null,
};

test('somebody is found with their rank or without it, and whoever is not is answered with whom may be meant', () => {
  const receivers = [rhys, { ...rhys, id: 5, name: 'Rhiannon Tudor' }];
  const shared: SharedAs = { agencyId: 1, handling: 'partners', namedAgencies: [] };
  const resolve = (name: string, among = receivers) =>
    resolveRecipients(
      among,
      { names: [name], staffIds: [], roles: [], agencyIds: [], teamId: null },
      shared,
      [],
    );
  for (const name of ['PC Rhys Tudor', 'Rhys Tudor', 'rhys  tudor', 'Sgt Rhys Tudor', 'PC 1234 Rhys Tudor'])
    assert.deepEqual(
      resolve(name).going.map(({ id }) => id),
      [4],
      name,
    );
  assert.match(
    resolve('Tudor').errors[0]?.text ?? '',
    /Did you mean PC Rhys Tudor \(Example Police\) or Rhiannon/,
  );
  const twins = [rhys, { ...rhys, id: 6, name: 'DC Rhys Tudor' }];
  assert.deepEqual(
    resolve('DC Rhys Tudor', twins).going.map(({ id }) => id),
    [6],
  );
  assert.match(resolve('Rhys Tudor', twins).errors[0]?.text ?? '', /More than one person/);
  const ticked = { names: [], staffIds: [6], roles: [], agencyIds: [], teamId: null };
  assert.deepEqual(
    resolveRecipients(twins, ticked, shared, []).going.map(({ id, through }) => [id, through]),
    [[6, 'person']],
  );
});

test('every agency that cannot have a report says why', () => {
  const shared: SharedAs = { agencyId: 9, handling: 'statutory', namedAgencies: [] };
  const why = (agency: Partial<Parameters<typeof whyNot>[0]>) =>
    whyNot({ id: 1, name: 'Example Police', statutory: true, shares: true, ...agency }, [rhys], shared);
  assert.equal(why({}), undefined);
  assert.match(why({ shares: false }) ?? '', /no sharing agreement in force/);
  assert.match(why({ statutory: false }) ?? '', /Its handling, “Statutory partners only”/);
  assert.match(why({ id: 3 }) ?? '', /Nobody there holds a role/);
});

test('a sending ends after now and within a year; a shift begins; nothing secret and no source is kept', () => {
  const form = { names: 'A\n\n A \nB', purpose: 'Look out', untilDay: '2026-11-03', untilTime: '12:00' };
  const read = readSendForm(form, now);
  assert.ok(read.kind === 'input');
  assert.deepEqual(read.input.names, ['A', 'B']);
  assert.equal(read.input.expiresAt, '2026-11-03T12:00:00.000Z');
  const fields = (more: object): string[] => {
    const wrong = readSendForm({ ...form, ...more }, now);
    return wrong.kind === 'errors' ? wrong.errors.map(({ field }) => field) : [wrong.kind];
  };
  assert.deepEqual(fields({ untilDay: '2026-11-01' }), ['untilDay']);
  assert.deepEqual(fields({ untilDay: '2028-01-01' }), ['untilDay']);
  assert.deepEqual(fields({ untilTime: '' }), ['untilDay']);
  assert.deepEqual(fields({ team: '3' }), ['fromDay']);
  assert.deepEqual(fields({ fromDay: '2026-11-04', fromTime: '06:00' }), ['untilDay']);
  assert.deepEqual(fields({ purpose: '' }), ['purpose']);
  assert.deepEqual(fields({ purpose: 'The source is Jo' }), ['purpose']);
  assert.deepEqual(fields({ conditions: 'SECRET' }), ['secret']);
  assert.deepEqual(fields({ conditions: 'Keep it SECRET from him' }), ['conditions']);
  assert.deepEqual(fields({ conditions: 'Seen by his mother' }), ['conditions']);
});

test('where a copy stands: recall before expiry, expiry before reading', () => {
  const copy = {
    kind: 'sent' as const,
    recalledAt: null,
    destroyedAt: null,
    opensAt: null,
    expiresAt: null,
    acknowledgedAt: null,
  };
  const past = new Date('2026-11-01T00:00:00Z');
  const ahead = new Date('2026-11-09T00:00:00Z');
  assert.equal(copyState(copy, now), 'waiting');
  assert.equal(copyState({ ...copy, acknowledgedAt: past }, now), 'open');
  assert.equal(copyState({ ...copy, opensAt: ahead }, now), 'ahead');
  assert.equal(copyState({ ...copy, acknowledgedAt: past, expiresAt: now }, now), 'expired');
  assert.equal(
    copyState({ ...copy, expiresAt: past, acknowledgedAt: past, recalledAt: past }, now),
    'recalled',
  );
  assert.equal(copyState({ ...copy, recalledAt: past }, now), 'closed', 'nobody read it: nothing to destroy');
  assert.equal(copyState({ ...copy, kind: 'read', recalledAt: past }, now), 'recalled');
  assert.equal(copyState({ ...copy, recalledAt: past, destroyedAt: now }, now), 'destroyed');
  assert.equal(copyState({ ...copy, kind: 'printed' }, now), 'out');
});
