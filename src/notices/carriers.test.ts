import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { WaymarkError } from '../kernel/errors.ts';
import { carriersFor } from './choose.ts';
import { notifyCarrier } from './notify.ts';
import { type MailServer, mailServer, type NotifyServer, notifyServer } from './servers-for-tests.ts';
import { smtpCarrier } from './smtp.ts';
import type { OutgoingMessage } from './types.ts';

const isMissing =
  (setting: RegExp) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && error.code === 'wrong-setting' && setting.test(error.message);

let mail: MailServer;
let notify: NotifyServer;
before(async () => {
  [mail, notify] = await Promise.all([mailServer(), notifyServer()]);
});
after(() => Promise.all([mail.close(), notify.close()]));

const email = (to: string, reference = `ref-${to}`): OutgoingMessage => ({
  channel: 'email',
  to,
  subject: 'A reminder',
  body: 'Hi Aaron, you are seeing Lucy on Monday 2 November at 10am.\n£5 for the bus – ask us.',
  reference,
});
const text = (to: string): OutgoingMessage => ({
  channel: 'text',
  to,
  subject: null,
  body: 'Hi',
  reference: `ref-${to}`,
});

test('a mail server takes an e-mail with its words, its sender and a Message-ID of ours', async () => {
  const carrier = smtpCarrier({ url: mail.url, from: 'Norwich team <team@example.org>' });
  assert.deepEqual(await carrier.send(email('aaron@example.org')), { is: 'sent', id: null });
  const [taken] = mail.taken.filter(({ to }) => to.includes('aaron@example.org'));
  assert.match(taken?.text ?? '', /^From: Norwich team <team@example\.org>/m);
  assert.match(taken?.text ?? '', /^Message-ID: <ref-aaron@example\.org@example\.org>/m);
  assert.match(taken?.text ?? '', /^Auto-Submitted: auto-generated/m);
  assert.match(taken?.text ?? '', /you are seeing Lucy on Monday 2 November/);
});

test('a refused address is final, a greylisted one and a lost connection are not', async () => {
  const carrier = smtpCarrier({ url: mail.url, from: 'team@example.org', patience: 3_000 });
  assert.deepEqual(await carrier.send(email('refused@example.org')), {
    is: 'refused',
    cause: 'no-such-address',
  });
  assert.deepEqual(await carrier.send(email('greylisted@example.org')), { is: 'later', cause: 'busy' });
  assert.equal((await carrier.send(email('greylisted@example.org'))).is, 'sent');
  assert.deepEqual(await carrier.send(email('cut@example.org')), { is: 'later', cause: 'not-reached' });
  assert.equal((await carrier.send(email('cut@example.org'))).is, 'sent');
  assert.deepEqual(await carrier.send(email('late@example.org')), { is: 'later', cause: 'not-reached' });
  assert.equal((await carrier.send(email('late@example.org'))).is, 'sent');
  const ids = mail.taken
    .filter(({ to }) => to.includes('late@example.org'))
    .map(({ text }) => /^Message-ID: (.*)$/m.exec(text)?.[1]);
  assert.equal(ids.length, 2);
  assert.equal(ids[0], ids[1], 'the server knows the repeat by its number');
});

test('nobody there: later', async () => {
  const nobody = smtpCarrier({ url: 'smtp://127.0.0.1:1', from: 'team@example.org', patience: 1_000 });
  assert.deepEqual(await nobody.send(email('a@example.org')), { is: 'later', cause: 'not-reached' });
});

// 127.0.0.2 is not one of the names by which the loopback is known: it stands for a server on the network.
for (const [what, offersTls] of [
  ['offers no TLS', false],
  ['has a certificate that nobody vouches for', true],
] as const)
  test(`a server on the network that ${what} gets neither address nor words`, async () => {
    const server = await mailServer('127.0.0.2', offersTls);
    const carrier = smtpCarrier({ url: server.url, from: 'team@example.org', patience: 2_000 });
    assert.equal((await carrier.send(email('plain@example.org'))).is, 'later');
    assert.deepEqual([server.asked, server.taken], [[], []]);
    await server.close();
  });

test('Notify takes texts and e-mails by its own protocol', async () => {
  const carrier = notifyCarrier({
    apiKey: notify.apiKey,
    url: notify.url,
    templates: { text: 't-1', email: 't-2' },
  });
  const outcome = await carrier.send(text('+447700900123'));
  assert.equal(outcome.is, 'sent');
  const id = outcome.is === 'sent' ? (outcome.id ?? '') : '';
  assert.deepEqual(notify.sent.get(id)?.body, {
    template_id: 't-1',
    phone_number: '+447700900123',
    personalisation: { message: 'Hi' },
    reference: 'ref-+447700900123',
  });
  assert.equal((await carrier.send(email('jo@example.org'))).is, 'sent');
  assert.deepEqual(await carrier.send(text('+447700900111')), { is: 'refused', cause: 'no-such-address' });
  assert.deepEqual(await carrier.send(text('+447700900222')), { is: 'later', cause: 'busy' });
  assert.equal(await carrier.receipt?.(id), undefined, 'it is on its way');
  for (const [status, receipt] of [
    ['delivered', { is: 'delivered' }],
    ['permanent-failure', { is: 'failed', cause: 'no-such-address' }],
    ['temporary-failure', { is: 'failed', cause: 'not-reached' }],
    ['technical-failure', { is: 'failed', cause: 'channel-fault' }],
    ['sending', undefined],
  ] as const) {
    const kept = notify.sent.get(id);
    if (kept !== undefined) kept.status = status;
    assert.deepEqual(await carrier.receipt?.(id), receipt);
  }
});

test('what Notify took before its answer was lost is found by its reference', async () => {
  const carrier = notifyCarrier({ apiKey: notify.apiKey, url: notify.url, templates: { text: 't-1' } });
  assert.deepEqual(await carrier.send(text('+447700900333')), { is: 'later', cause: 'not-reached' });
  assert.notEqual(await carrier.find?.('ref-+447700900333'), undefined);
  assert.equal(await carrier.find?.('never-sent'), undefined);
});

test('a wrong key and a missing template are faults of ours, not of the address', async () => {
  const key = notify.apiKey.replace(/.$/, '1');
  const wrong = notifyCarrier({ apiKey: key, url: notify.url, templates: { text: 't-1' } });
  assert.deepEqual(await wrong.send(text('+447700900123')), { is: 'later', cause: 'channel-fault' });
  const bare = notifyCarrier({ apiKey: notify.apiKey, url: notify.url, templates: {} });
  assert.deepEqual(await bare.send(text('+447700900123')), { is: 'later', cause: 'channel-fault' });
});

test('each channel has the carrier that the settings name, and without any nothing leaves', () => {
  const names = (settings: Parameters<typeof carriersFor>[0]) => {
    const { text: texts, email: mails } = carriersFor(settings);
    return `${texts.name} ${mails.name}`;
  };
  const smtp = { SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM: 'a@example.org' };
  assert.equal(names({}), 'look look');
  assert.equal(names(smtp), 'look smtp');
  assert.equal(names({ NOTIFY_API_KEY: notify.apiKey, NOTIFY_TEXT_TEMPLATE: 't' }), 'notify look');
  assert.equal(names({ ...smtp, NOTIFY_API_KEY: notify.apiKey, NOTIFY_TEXT_TEMPLATE: 't' }), 'notify smtp');
  assert.equal(names({ NOTIFY_API_KEY: notify.apiKey, NOTIFY_EMAIL_TEMPLATE: 't' }), 'look notify');
  assert.throws(() => carriersFor({ SMTP_URL: 'smtp://x' }), isMissing(/MAIL_FROM/));
  assert.throws(() => carriersFor({ NOTIFY_API_KEY: notify.apiKey }), isMissing(/TEMPLATE/));
});
