import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test, { after, before } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { pumpOf, senderById, senderOfToken } from '../../intelligence/index.ts';
import { takeInFile } from './file.ts';
import { changeSender, registerSender, revokeSender, rotateSecret, secretOf } from './sender-acts.ts';
import { getSender, listSecrets } from './sender-store.ts';
import type { SenderInput } from './sender-types.ts';

// Senders and files of events on the embedded database.

let house: TestHouse;
let id = 0;
const token = randomBytes(32).toString('base64url');
const later = randomBytes(32).toString('base64url');

before(async () => {
  house = await testHouse({ embedded: true });
});

after(() => house?.close());

const administrator = () => house.viewerFor('administrator');

const input = async (more: Partial<SenderInput> = {}): Promise<SenderInput> => ({
  name: 'Example system',
  agencyId: (await house.viewerFor('police-offender-manager')).agencyId,
  kinds: ['custody', 'crime'],
  handling: 'statutory',
  namedAgencies: [],
  perMinute: null,
  ...more,
});

test('the administrator alone registers; the secret is neither kept nor read by them', async () => {
  const { performer, database } = house;
  const secret = secretOf(token, randomBytes(32));
  await assert.rejects(
    async () =>
      performer.perform(
        await house.viewerFor('scheme-manager'),
        registerSender,
        { ...(await input()), secret },
        'register-as-manager',
      ),
    { code: 'right-missing' },
  );
  const made = await performer.perform(
    await administrator(),
    registerSender,
    { ...(await input()), secret },
    'register-one',
  );
  id = made.id;
  assert.equal((await senderOfToken(database, `Bearer ${token}`, testNow)).id, id);
  await assert.rejects(
    async () =>
      performer.perform(
        await administrator(),
        registerSender,
        { ...(await input()), secret: secretOf('x', randomBytes(32)) },
        'register-same-name',
      ),
    { code: 'conflict' },
  );
});

test('two change a sender: the slower is told', async () => {
  const change = async (version: number, key: string) =>
    house.performer.perform(
      await administrator(),
      changeSender,
      { ...(await input({ kinds: ['custody', 'crime', 'release'] })), id, version },
      key,
    );
  await change(1, 'change-first');
  await assert.rejects(() => change(1, 'change-second'), { code: 'stale-version' });
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += 40) yield Buffer.from(text.slice(at, at + 40));
}

test('a file is read line by line: good lines are kept, and brought in again they are known', async () => {
  const sender = await senderById(house.database, id);
  assert.ok(sender);
  const csv = [
    'id,kind,happened_at,family_name,born_on,detail',
    'f-1,custody,2026-11-01T09:00:00Z,Nobody,1990-01-01,"with, a comma"',
    'f-2,custody,2026-11-01,Nobody,1990-01-01,',
    'f-3,missed-tag,2026-11-01T09:00:00Z,Nobody,1990-01-01,',
  ].join('\n');
  const first = await takeInFile(house.database, sender, bytes(csv), testNow);
  assert.deepEqual(
    { ...first, faults: first.faults.map(({ line }) => line) },
    { read: 3, accepted: 1, repeated: 0, parked: 0, corrected: 0, withdrawn: 0, refused: 2, faults: [3, 4] },
  );
  const json = `${JSON.stringify({ id: 'f-1', kind: 'custody', happenedAt: '2026-11-01T09:00:00Z', person: { familyName: 'Nobody', bornOn: '1990-01-01' }, detail: 'with, a comma' })}\nnot json\n`;
  const again = await takeInFile(house.database, sender, bytes(json), testNow);
  assert.deepEqual([again.repeated, again.refused, again.faults[0]?.line], [1, 1, 2]);
  await assert.rejects(() => takeInFile(house.database, sender, bytes('a,b\n1,2\n'), testNow), {
    code: 'bad-file',
  });
  await assert.rejects(() => takeInFile(house.database, sender, bytes(''), testNow), { code: 'bad-file' });
  await pumpOf(house.database).nudge(testNow);
});

test('a new secret leaves the older a day; revoked, nothing opens', async () => {
  const { performer, database } = house;
  await performer.perform(
    await administrator(),
    rotateSecret,
    { id, version: 0, secret: secretOf(later, randomBytes(32)) },
    'rotate-one',
  );
  const after = (hours: number): Date => new Date(testNow.getTime() + hours * 3_600_000);
  assert.ok(await senderOfToken(database, `Bearer ${token}`, after(23)));
  await assert.rejects(() => senderOfToken(database, `Bearer ${token}`, after(25)), {
    code: 'not-signed-in',
  });
  assert.ok(await senderOfToken(database, `Bearer ${later}`, after(25)));
  const viewer = await administrator();
  const { sender, secrets } = await database.as(viewer, async (tx) => ({
    sender: await getSender(tx, id),
    secrets: await listSecrets(tx, id, testNow),
  }));
  assert.equal(secrets.length, 2);
  await performer.perform(viewer, revokeSender, { id, version: sender.version }, 'revoke-one');
  await assert.rejects(() => senderOfToken(database, `Bearer ${later}`, testNow), { code: 'not-signed-in' });
  assert.equal(await senderById(database, id), undefined);
});
