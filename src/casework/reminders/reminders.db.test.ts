import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { Act } from '../../kernel/acts.ts';
import { newKey } from '../../kernel/ids.ts';
import { lookCarrier } from '../../notices/look.ts';
import { type MailServer, mailServer } from '../../notices/servers-for-tests.ts';
import { smtpCarrier } from '../../notices/smtp.ts';
import type { Carrier, Carriers, OutgoingMessage } from '../../notices/types.ts';
import { correctContact, recordContact, withdrawContact } from '../contacts/acts.ts';
import {
  chooseReminder,
  giveConsent,
  seeFailed,
  sendMessage,
  switchReminders,
  withdrawConsent,
} from './acts.ts';
import { remindersToday } from './daily.ts';
import { deliver, makeDueReminders, readReceipts } from './sending.ts';
import { listConsents, listMessages } from './store.ts';
import type { ConsentInput } from './types.ts';

let house: TestHouse;
let mail: MailServer;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  mail = await mailServer();
});
after(async () => {
  await mail.close();
  await house.close();
});

const officer = 'police-offender-manager';
/** Tomorrow at two in the afternoon; its reminder is due today at five. */
const appointmentAt = '2026-11-03T14:00:00.000Z';
const five = new Date('2026-11-02T17:01:00Z');

const perform = async <Input, Result>(
  act: Act<Input, Result>,
  input: Input,
  login = officer,
): Promise<Result> => house.performer.perform(await house.viewerFor(login), act, input, newKey());

const consentInput = (personId: number, more: Partial<ConsentInput> = {}): ConsentInput => ({
  personId,
  channel: 'email',
  address: `person-${personId}@example.org`,
  askedOn: '2026-11-01',
  askedHow: 'in-person',
  purposes: ['reminders', 'messages'],
  shared: false,
  told: 'We can write to you about appointments',
  language: null,
  handling: 'partners',
  namedAgencies: [],
  ...more,
});

const plan = (personId: number, at = appointmentAt, kind = 'office') => ({
  personId,
  kind,
  at,
  outcome: null,
  place: null,
  pathway: null,
  minutes: null,
  note: null,
  handling: 'partners' as const,
  namedAgencies: [],
  withStaff: [],
});

/** Somebody who agreed, with reminders on and an appointment tomorrow. */
async function agreed(more: Partial<ConsentInput> = {}) {
  const person = await addMember(house);
  const { id: consent } = await perform(giveConsent, consentInput(person, more));
  await perform(switchReminders, { id: consent, personId: person, version: 1, wording: 'plain' });
  const { id: contact } = await perform(recordContact, plan(person));
  return { person, consent, contact };
}

interface Row {
  id: number;
  state: string;
  cause: string | null;
  body: string;
  attempts: number;
}
const messagesOf = (person: number): Promise<Row[]> =>
  house.ownerQuery<Row>(
    'select id::int, state, cause, body, attempts from message where person_id = $1 order by id',
    [person],
  );

const recording = (name: Carrier['name'] = 'look', more: Partial<Carrier> = {}) => {
  const sent: OutgoingMessage[] = [];
  const carrier: Carrier = {
    name,
    send: async (message) => {
      sent.push(message);
      return { is: 'sent', id: `n-${message.reference}` };
    },
    ...more,
  };
  return { sent, carriers: { text: carrier, email: carrier } satisfies Carriers };
};

/** What the queue does with it: again and again until it stops putting off. */
async function work(carriers: Carriers, id: number, now = five): Promise<number> {
  for (let runs = 1; runs <= 12; runs += 1) {
    try {
      await deliver(house.database, carriers, id, () => now);
      return runs;
    } catch (error) {
      assert.equal((error as Error).name, 'PutOff');
      assert.doesNotMatch(String((error as Error).message), /@|\+44/);
    }
  }
  return 99;
}

test('a reminder is made once and goes out once, however often the jobs run', async () => {
  const { person } = await agreed();
  assert.equal(await makeDueReminders(house.database, new Date('2026-11-02T16:55:00Z')), 0);
  assert.equal(await makeDueReminders(house.database, five), 1);
  assert.equal(await makeDueReminders(house.database, new Date('2026-11-02T17:06:00Z')), 0);
  const [message] = await messagesOf(person);
  assert.match(message?.body ?? '', /^Hi Aaron, you are seeing \w+ on Tuesday 3 November at 2pm\./);
  const { sent, carriers } = recording();
  await Promise.all([work(carriers, message?.id ?? 0), work(carriers, message?.id ?? 0)]);
  await work(carriers, message?.id ?? 0);
  assert.equal(sent.length, 1);
  assert.equal((await messagesOf(person))[0]?.state, 'sent');
  assert.equal(
    await makeDueReminders(house.database, new Date('2026-11-03T12:00:00Z')),
    1,
    'the second step',
  );
});

test('by a real mail server: refused for good, greylisted, and cut off in mid-mail', async () => {
  const carriers: Carriers = {
    text: lookCarrier,
    email: smtpCarrier({ url: mail.url, from: 'team@example.org', patience: 3_000 }),
  };
  const people = {
    refused: await agreed({ address: 'refused@example.org' }),
    greylisted: await agreed({ address: 'greylisted@example.org' }),
    cut: await agreed({ address: 'cut@example.org' }),
  };
  await makeDueReminders(house.database, five);
  const outcome = async ({ person }: { person: number }): Promise<string> => {
    const [message] = await messagesOf(person);
    const runs = await work(carriers, message?.id ?? 0);
    const [after] = await messagesOf(person);
    return `${after?.state} ${after?.cause} after ${runs}`;
  };
  assert.equal(await outcome(people.refused), 'failed no-such-address after 1');
  assert.equal(await outcome(people.greylisted), 'sent null after 2');
  assert.equal(await outcome(people.cut), 'sent null after 2');
  assert.equal(mail.taken.filter(({ to }) => to.includes('greylisted@example.org')).length, 1);

  const viewer = await house.viewerFor(officer);
  const today = () => house.database.as(viewer, (tx) => remindersToday(tx, { viewer, today: '2026-11-02' }));
  const [item] = await today();
  assert.match(item?.detail ?? '', /E-mail not delivered, a reminder of 3 Nov 2026, 14:00: nobody has this/);
  assert.equal(item?.href, `/people/${people.refused.person}/reminders`);
  // Nothing more goes to an address that does not work.
  assert.equal(await makeDueReminders(house.database, new Date('2026-11-03T12:01:00Z')), 2);
  const [failed] = await messagesOf(people.refused.person);
  await perform(seeFailed, { id: failed?.id ?? 0, personId: people.refused.person });
  assert.deepEqual(await today(), []);
});

test('what never gets through is given up, and said so', async () => {
  const { person } = await agreed();
  await makeDueReminders(house.database, five);
  const [message] = await messagesOf(person);
  const { carriers } = recording('smtp', { send: async () => ({ is: 'later', cause: 'busy' }) });
  assert.equal(await work(carriers, message?.id ?? 0), 8);
  const [after] = await messagesOf(person);
  assert.deepEqual([after?.state, after?.cause, after?.attempts], ['failed', 'gave-up', 8]);
});

test('what a run that never came back had claimed is looked up, and never sent blindly again', async () => {
  const lost = async () => {
    const { person } = await agreed();
    await makeDueReminders(house.database, five);
    const [message] = await messagesOf(person);
    await house.ownerQuery(
      `update message set state = 'sending', attempts = 1, claimed_at = $2 where id = $1`,
      [message?.id, five],
    );
    return { person, id: message?.id ?? 0 };
  };
  const later = new Date(five.getTime() + 11 * 60_000);
  const blind = await lost();
  const one = recording('smtp');
  await work(one.carriers, blind.id, five);
  assert.equal((await messagesOf(blind.person))[0]?.state, 'sending', 'somebody may still be at it');
  await work(one.carriers, blind.id, later);
  assert.deepEqual([(await messagesOf(blind.person))[0]?.cause, one.sent.length], ['not-known', 0]);
  const known = await lost();
  const two = recording('notify', { find: async () => 'n-7' });
  await work(two.carriers, known.id, later);
  assert.deepEqual([(await messagesOf(known.person))[0]?.state, two.sent.length], ['sent', 0]);
});

test('receipts: delivered, or failed and the address marked', async () => {
  const good = await agreed();
  const bad = await agreed();
  await makeDueReminders(house.database, five);
  const { carriers } = recording('notify', { receipt: async () => undefined });
  for (const { person } of [good, bad]) await work(carriers, (await messagesOf(person))[0]?.id ?? 0);
  assert.equal(await readReceipts(house.database, carriers, five), 0);
  const [toBad] = await house.ownerQuery<{ ref: string }>(
    'select carrier_ref as ref from message where person_id = $1',
    [bad.person],
  );
  const told = recording('notify', {
    receipt: async (id) =>
      id === toBad?.ref ? { is: 'failed', cause: 'no-such-address' } : { is: 'delivered' },
  });
  assert.ok((await readReceipts(house.database, told.carriers, five)) >= 2);
  assert.equal((await messagesOf(good.person))[0]?.state, 'delivered');
  assert.equal((await messagesOf(bad.person))[0]?.state, 'failed');
  const viewer = await house.viewerFor(officer);
  const [consent] = await house.database.as(viewer, (tx) => listConsents(tx, bad.person));
  assert.equal(consent?.broken, 'no-such-address');
});

test('an appointment that is moved takes its waiting reminder with it, and has another for its new time', async () => {
  const { person, contact } = await agreed();
  await makeDueReminders(house.database, five);
  const moved = { ...plan(person, '2026-11-04T14:00:00.000Z'), id: contact, version: 1 };
  await perform(correctContact, moved);
  assert.deepEqual(
    (await messagesOf(person)).map(({ state, cause }) => `${state} ${cause}`),
    ['dropped appointment-changed'],
  );
  const { sent, carriers } = recording();
  await work(carriers, (await messagesOf(person))[0]?.id ?? 0);
  assert.equal(sent.length, 0);
  assert.equal((await makeDueReminders(house.database, new Date('2026-11-03T17:01:00Z'))) >= 1, true);
  assert.match((await messagesOf(person))[1]?.body ?? '', /Wednesday 4 November/);
});

test('whoever was reminded is told that it was called off, once; whoever was not hears nothing', async () => {
  const told = await agreed();
  await makeDueReminders(house.database, five);
  const { sent, carriers } = recording();
  await work(carriers, (await messagesOf(told.person))[0]?.id ?? 0);
  const never = await agreed();
  for (const { contact } of [told, never])
    await house.ownerQuery(
      `update contact set state = 'cancelled', cancelled_why = 'other', version = version + 1 where id = $1`,
      [contact],
    );
  const next = new Date('2026-11-02T17:06:00Z');
  assert.equal(await makeDueReminders(house.database, next), 1);
  assert.equal(await makeDueReminders(house.database, next), 0);
  await work(carriers, (await messagesOf(told.person))[1]?.id ?? 0, next);
  assert.match(
    sent[1]?.body ?? '',
    /^Hi Aaron, you are not seeing \w+ on Tuesday 3 November at 2pm after all/,
  );
  assert.deepEqual(await messagesOf(never.person), []);
});

test('withdrawn is called off too: whoever was reminded is told once, unless another stands at that time', async () => {
  const [told, twice] = [await agreed(), await agreed()];
  await makeDueReminders(house.database, five);
  const { sent, carriers } = recording();
  for (const { person } of [told, twice]) await work(carriers, (await messagesOf(person))[0]?.id ?? 0);
  // Planned twice by mistake: the other one stands.
  await perform(recordContact, plan(twice.person));
  for (const { person, contact } of [told, twice])
    await perform(withdrawContact, { id: contact, personId: person, version: 1, why: 'By mistake' });
  const next = new Date('2026-11-02T17:06:00Z');
  await makeDueReminders(house.database, next);
  const [, back] = await messagesOf(told.person);
  await work(carriers, back?.id ?? 0, next);
  assert.match(sent.at(-1)?.body ?? '', /^Hi Aaron, you are not seeing/);
  const ofTwice = (await messagesOf(twice.person)).map(({ body }) => body);
  assert.ok(ofTwice.every((body) => !body.includes('not seeing')));
});

test('called off and then withdrawn before the message went: it goes', async () => {
  const { person, contact } = await agreed();
  await makeDueReminders(house.database, five);
  const { sent, carriers } = recording();
  await work(carriers, (await messagesOf(person))[0]?.id ?? 0);
  await house.ownerQuery(
    `update contact set state = 'cancelled', cancelled_why = 'other', version = version + 1 where id = $1`,
    [contact],
  );
  await makeDueReminders(house.database, five);
  await perform(withdrawContact, { id: contact, personId: person, version: 2, why: 'By mistake' });
  await work(carriers, (await messagesOf(person))[1]?.id ?? 0);
  assert.match(sent[1]?.body ?? '', /you are not seeing/);
});

test('a reminder that slips into the night goes out in the morning, once, while the appointment is ahead', async () => {
  const { sent, carriers } = recording();
  const night = new Date('2026-11-02T21:04:00Z');
  const morning = new Date('2026-11-03T08:01:00Z');
  const [late, early, moved] = [await agreed(), await agreed(), await agreed()];
  await makeDueReminders(house.database, five);
  const idOf = async (person: number): Promise<number> => (await messagesOf(person))[0]?.id ?? 0;
  // Its own time is before anybody could have read it in the morning.
  await house.ownerQuery(`update contact set at = '2026-11-03T08:20:00Z' where id = $1`, [early.contact]);
  await house.ownerQuery(
    `update message set appointment_at = '2026-11-03T08:20:00Z', state = 'queued', cause = null, settled_at = null where contact_id = $1`,
    [early.contact],
  );
  for (const { person } of [late, early, moved]) await work(carriers, await idOf(person), night);
  assert.equal(sent.length, 0);
  const stateOf = async (person: number) => {
    const [message] = await messagesOf(person);
    return `${message?.state} ${message?.cause}`;
  };
  assert.equal(await stateOf(late.person), 'queued quiet-hours');
  assert.equal(await stateOf(early.person), 'dropped quiet-hours');
  await perform(correctContact, {
    ...plan(moved.person, '2026-11-09T14:00:00.000Z'),
    id: moved.contact,
    version: 1,
  });
  const queued = async (id: number): Promise<number> =>
    (
      await house.ownerQuery<{ n: number }>(
        `select count(*)::int as n from outbox where topic = 'message' and payload = jsonb_build_object('message', $1::bigint)`,
        [id],
      )
    )[0]?.n ?? 0;
  const id = await idOf(late.person);
  await makeDueReminders(house.database, new Date('2026-11-03T07:55:00Z'));
  assert.equal(await queued(id), 1, 'not before the night ends');
  await makeDueReminders(house.database, morning);
  await makeDueReminders(house.database, new Date('2026-11-03T08:06:00Z'));
  assert.equal(await queued(id), 2, 'once more');
  await work(carriers, id, morning);
  assert.equal(sent.length, 1);
  assert.equal(await stateOf(late.person), 'sent null');
  assert.equal(await stateOf(moved.person), 'dropped appointment-changed');
});

test('what changes between making and sending counts: withdrawal, custody, leaving, another agency’s word', async () => {
  const changes: Record<string, (who: { person: number; consent: number }) => Promise<unknown>> = {
    'not-agreed': ({ person, consent }) =>
      perform(withdrawConsent, { id: consent, personId: person, how: 'phone' }),
    'held-back': ({ person }) => custody(person),
    'held-back ': ({ person }) =>
      house.ownerQuery(`update membership set state = 'suspended' where person_id = $1`, [person]),
    'switched-off': ({ person, consent }) =>
      perform(switchReminders, { id: consent, personId: person, version: 2, wording: null }),
  };
  for (const [cause, change] of Object.entries(changes)) {
    const who = await agreed();
    await makeDueReminders(house.database, five);
    await change(who);
    const { sent, carriers } = recording();
    await work(carriers, (await messagesOf(who.person))[0]?.id ?? 0);
    const [message] = await messagesOf(who.person);
    assert.deepEqual([message?.state, message?.cause, sent.length], ['dropped', cause.trim(), 0]);
  }
  // Told to one agency, it holds for every agency that was given the same address before.
  const { person } = await agreed({ address: 'both@example.org' });
  const probation = 'probation-offender-manager';
  const theirs = await perform(giveConsent, consentInput(person, { address: 'both@example.org' }), probation);
  await perform(withdrawConsent, { id: theirs.id, personId: person, how: 'in-person' }, probation);
  await makeDueReminders(house.database, five);
  assert.deepEqual(await messagesOf(person), []);
});

let spells = 0;
async function custody(person: number): Promise<void> {
  spells += 1;
  await house.ownerQuery(`insert into import_batch (id, source_id, agency_id, file_name, file_sha256, state) overriding system value
    select 1, min(id), 1, 'x', 'x', 'accepted' from import_source on conflict do nothing`);
  await house.ownerQuery(
    `insert into custody_spell (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, kind, place, from_day, handling, fingerprint)
     select $1, 'x', min(id), 1, 1, $2, 'prison', 'Example', date '2026-10-01', 'own', 'x' from import_source`,
    [person, `spell-${spells}`],
  );
}

test('nobody who has not opted in, is in custody, has left or was passed over ever gets one', async () => {
  const world = fc.record({
    agreed: fc.constantFrom('yes', 'yes', 'withdrawn', 'messages-only', 'never'),
    on: fc.boolean(),
    choice: fc.constantFrom('none', 'none', 'skip', 'send'),
    held: fc.constantFrom('no', 'no', 'no', 'custody', 'left', 'suspended'),
    kind: fc.constantFrom('office', 'office', 'unannounced', 'prison'),
  });
  const worlds = fc.sample(world, 36);
  const expected = new Set<number>();
  for (const one of worlds) {
    const person = await addMember(house);
    const purposes = one.agreed === 'messages-only' ? (['messages'] as const) : (['reminders'] as const);
    if (one.agreed !== 'never') {
      const { id } = await perform(giveConsent, consentInput(person, { purposes: [...purposes] }));
      if (one.on && one.agreed !== 'messages-only')
        await perform(switchReminders, { id, personId: person, version: 1, wording: 'plain' });
      if (one.agreed === 'withdrawn') await perform(withdrawConsent, { id, personId: person, how: 'phone' });
    }
    const { id: contact } = await perform(recordContact, plan(person, appointmentAt, one.kind));
    if (one.choice !== 'none')
      await perform(chooseReminder, {
        id: contact,
        personId: person,
        version: 0,
        choice: one.choice,
        words: null,
      });
    if (one.held === 'custody') await custody(person);
    if (one.held === 'left')
      await house.ownerQuery(`update membership set left_on = '2026-11-01' where person_id = $1`, [person]);
    if (one.held === 'suspended')
      await house.ownerQuery(`update membership set state = 'suspended' where person_id = $1`, [person]);
    const isOn = one.choice === 'send' || (one.on && one.choice === 'none');
    if (one.agreed === 'yes' && isOn && one.held === 'no' && one.kind === 'office') expected.add(person);
  }
  await makeDueReminders(house.database, five);
  const { sent, carriers } = recording();
  const waiting = await house.ownerQuery<{ id: number }>(
    `select id::int from message where state = 'queued'`,
  );
  for (const { id } of waiting) await work(carriers, id);
  const got = new Set(sent.map(({ to }) => Number(/\d+/.exec(to)?.[0])));
  const made = new Set((await personsOf(worlds.length)).map(({ id }) => id));
  assert.deepEqual([...got].filter((id) => made.has(id)).sort(), [...expected].sort());
});

const personsOf = (count: number): Promise<{ id: number }[]> =>
  house.ownerQuery(`select id::int from person order by id desc limit ${count}`);

test('one message now: agreed to, by day, without saying why; it is a contact, and waits in the queue', async () => {
  const { person, consent } = await agreed();
  const input = {
    personId: person,
    consentId: consent,
    words: 'Hi {first_name}, {worker} here. Ring {phone}',
  };
  const { id, contactId } = await perform(sendMessage, input);
  const [contact] = await house.ownerQuery<{ kind: string; state: string; note: string }>(
    'select kind, state, note from contact where id = $1',
    [contactId],
  );
  assert.deepEqual([contact?.kind, contact?.state], ['text', 'recorded']);
  assert.match(contact?.note ?? '', /^E-mail: Hi Aaron, \w+ here\. Ring 01632 960180$/);
  const { sent, carriers } = recording();
  await work(carriers, id, testNow);
  assert.equal(sent[0]?.to, `person-${person}@example.org`);
  const reminders = await agreed({ purposes: ['reminders'] });
  await assert.rejects(
    () => perform(sendMessage, { ...input, personId: reminders.person, consentId: reminders.consent }),
    isRefused('invalid'),
  );
  await assert.rejects(
    () => perform(sendMessage, { ...input, personId: reminders.person }),
    isRefused('not-found'),
  );
});

test('who sees it: those who work with them, as agreement and handling let them, and nobody by break-glass', async () => {
  const { person } = await agreed({ handling: 'own' });
  const seen = async (login: string): Promise<number> =>
    house.database.as(
      await house.viewerFor(login),
      async (tx) =>
        (await listConsents(tx, person)).length +
        (await listMessages(tx, person, { limit: 9, offset: 0 })).length,
    );
  await makeDueReminders(house.database, five);
  assert.equal(await seen(officer), 2, 'the address and the reminder');
  assert.equal(await seen('probation-offender-manager'), 1, 'the reminder of an appointment they see');
  assert.equal(await seen('link-worker'), 0);
  const [other] = await house.ownerQuery<{ id: number; login: string }>(
    `select s.id::int, s.login from staff s join staff_role r on r.staff_id = s.id join team t on t.id = r.team_id
     where t.name = 'Ipswich team' and r.role = 'police-offender-manager' order by s.id limit 1`,
  );
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'break-glass', $2, 'test')`,
    [person, other?.id],
  );
  assert.equal(await seen(other?.login ?? ''), 0);
});

test('neither audit nor outbox holds an address, a name or a word of a message', async () => {
  const rows = await house.ownerQuery<{ text: string }>(
    `select detail::text as text from audit_entry union all select payload::text from outbox`,
  );
  assert.ok(rows.length > 10);
  assert.deepEqual(
    rows.filter(({ text }) => /@|\+44|Aaron|seeing/.test(text ?? '')),
    [],
  );
});

test('two who choose for one appointment: the second is told; another agency may not choose', async () => {
  const { person, contact } = await agreed();
  const choice = { id: contact, personId: person, version: 0, choice: 'skip' as const, words: null };
  await perform(chooseReminder, choice);
  await assert.rejects(() => perform(chooseReminder, choice), isRefused('stale-version'));
  await assert.rejects(
    () => perform(chooseReminder, { ...choice, version: 1 }, 'probation-offender-manager'),
    isRefused('not-found'),
  );
  await makeDueReminders(house.database, five);
  assert.deepEqual(await messagesOf(person), []);
});
