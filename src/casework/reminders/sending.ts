import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import type { Carriers, OutgoingMessage, SendingCause, SendingOutcome } from '../../notices/types.ts';
import { findRule, type RuleVersion } from '../../scheme/rules.ts';
import {
  calledOffStep,
  isQuiet,
  stepsDue,
  waitsForMorning,
  whyNoMessage,
  whyNoReminder,
  whyNotCalledOff,
} from './rules.ts';
import {
  breakConsent,
  claimMessage,
  emitMessage,
  insertReminder,
  listOpen,
  listPutOff,
  listSchemes,
  lockMessage,
  moveMessage,
  type Waiting,
} from './sending-store.ts';
import { findAddressFacts, listFacts } from './store.ts';
import type { HeldCause, ReminderFacts, ReminderRule } from './types.ts';
import { fill, subjectOf } from './words.ts';

/** In one transaction: the embedded database has one connection. The rest is made five minutes later. */
const mostAtOnce = 200;
/** pg-boss gives a job nine runs (`kernel/jobs.ts`); the last of them says so instead of failing once more. */
const mostAttempts = 8;
/** Longer than any carrier's patience: whoever claimed it before that is gone. */
const claimHolds = 10 * 60_000;

/** Puts off: the queue runs the job again, later and later. It names nobody. */
class PutOff extends Error {
  override readonly name = 'PutOff';
  readonly code: string;
  constructor(cause: SendingCause) {
    super(`A message is put off: ${cause}`);
    this.code = cause;
  }
}

/** The words for one reminder: those chosen for the appointment, else the wording that was switched on. */
export function reminderText(facts: ReminderFacts, rule: ReminderRule): string | undefined {
  const wording =
    facts.words ?? (rule.wordings.find(({ code }) => code === facts.wording) ?? rule.wordings[0])?.text;
  return wording === undefined ? undefined : fill(wording, rule, facts);
}

/** Makes what is due now, and queues it; nothing twice. The number made. */
export async function makeDueReminders(database: Database, now: Date): Promise<number> {
  const today = londonDay(now);
  return database.as(serviceViewer('notices'), async (tx) => {
    const rules = new Map<number, RuleVersion<ReminderRule>>();
    for (const { id } of await listSchemes(tx)) {
      const rule = await findRule<ReminderRule>(tx, id, 'reminders', today);
      if (rule !== undefined && !isQuiet(now, rule.body.quiet)) rules.set(id, rule);
    }
    if (rules.size === 0) return 0;
    const days = Math.max(...[...rules.values()].map(({ body }) => furthestAhead(body)));
    const to = new Date(now.getTime() + days * 86_400_000);
    let made = 0;
    for (const facts of await listFacts(tx, { today, due: { from: now, to } })) {
      const rule = rules.get(facts.schemeId);
      if (rule !== undefined && made < mostAtOnce) made += await makeOne(tx, facts, rule, now);
    }
    for (const facts of await listFacts(tx, { today, calledOff: now })) {
      const rule = rules.get(facts.schemeId);
      if (rule !== undefined && made < mostAtOnce) made += await takeBack(tx, facts, rule, now);
    }
    await wake(tx, [...rules.keys()], now);
    return made;
  });
}

/** What the night put off goes out in the morning, unless a later reminder of the same appointment has come instead. */
async function wake(tx: Tx, schemeIds: readonly number[], now: Date): Promise<void> {
  for (const { id, isOvertaken } of await listPutOff(tx, schemeIds, mostAtOnce)) {
    await moveMessage(tx, {
      id,
      now,
      ...(isOvertaken ? { state: 'dropped' as const, cause: 'quiet-hours' } : { state: 'queued' as const }),
    });
    if (!isOvertaken) await emitMessage(tx, id);
  }
}

type Rule = RuleVersion<ReminderRule>;

/** Days before an appointment at which its first reminder can be due. */
const furthestAhead = ({ steps }: ReminderRule): number =>
  1 +
  Math.max(0, ...steps.map((step) => ('daysBefore' in step ? step.daysBefore + 1 : step.hoursBefore / 24)));

async function makeOne(tx: Tx, facts: ReminderFacts, rule: Rule, now: Date): Promise<number> {
  if (whyNoReminder(facts, rule.body, now) !== undefined) return 0;
  // Of several steps that are due at once (the system was down) the last is enough.
  const step = stepsDue(facts.at, rule.body, now).at(-1);
  const body = reminderText(facts, rule.body);
  return step === undefined || body === undefined
    ? 0
    : queue(tx, facts, { rule, step: step.code, body, now });
}

/** Whoever was reminded is told that they need not come. */
async function takeBack(tx: Tx, facts: ReminderFacts, rule: Rule, now: Date): Promise<number> {
  const body = calledOffText(facts, rule.body);
  return body === undefined || whyNotCalledOff(facts, now) !== undefined
    ? 0
    : queue(tx, facts, { rule, step: calledOffStep, body, now });
}

const calledOffText = (facts: ReminderFacts, rule: ReminderRule): string | undefined =>
  rule.calledOff === undefined ? undefined : fill(rule.calledOff, rule, facts);

async function queue(
  tx: Tx,
  facts: ReminderFacts,
  { rule, ...row }: { rule: Rule; step: string; body: string; now: Date },
): Promise<number> {
  const made = await insertReminder(tx, {
    ...row,
    facts,
    ruleId: rule.id,
    subject: facts.channel === 'email' ? subjectOf(rule.body, facts.shared) : null,
    reference: newKey(),
  });
  if (made === undefined) return 0;
  await emitMessage(tx, made.id);
  return 1;
}

type Claim = { waiting: Waiting; wasLost: boolean };

/** Why it does not go out, and whether it waits for the morning instead. */
type Held = { cause: HeldCause; putOff?: boolean };

/** Why it does not go out after all: everything is asked once more, of how things stand at this moment. */
async function whyHeld(tx: Tx, waiting: Waiting, now: Date): Promise<Held | undefined> {
  const today = londonDay(now);
  const rule = await findRule<ReminderRule>(tx, waiting.schemeId, 'reminders', today);
  if (rule === undefined) return { cause: 'no-rule' };
  if (waiting.kind === 'reminder') return whyReminderHeld(tx, waiting, rule.body, now);
  const facts = await findAddressFacts(tx, { ...waiting, today });
  const cause = facts === undefined ? 'not-agreed' : whyNoMessage(facts, 'messages');
  return cause && { cause };
}

async function whyReminderHeld(
  tx: Tx,
  waiting: Waiting,
  rule: ReminderRule,
  now: Date,
): Promise<Held | undefined> {
  const [facts] = await listFacts(tx, {
    today: londonDay(now),
    contactId: waiting.contactId ?? 0,
    consentId: waiting.consentId,
  });
  if (facts === undefined) return { cause: 'not-agreed' };
  const isBack = waiting.step === calledOffStep;
  const cause = isBack ? whyNotCalledOff(facts, now) : whyNoReminder(facts, rule, now);
  if (cause !== undefined) return { cause };
  if (facts.at.getTime() !== waiting.appointmentAt?.getTime()) return { cause: 'appointment-changed' };
  if (isQuiet(now, rule.quiet))
    return { cause: 'quiet-hours', putOff: waitsForMorning(facts.at, now, rule.quiet) };
  // Somebody else has the phone since it was made: the words that were written are no longer the right ones.
  const body = isBack ? calledOffText(facts, rule) : reminderText(facts, rule);
  return body === waiting.body ? undefined : { cause: 'appointment-changed' };
}

async function claim(tx: Tx, id: number, now: Date): Promise<Claim | undefined> {
  const waiting = await lockMessage(tx, id);
  if (waiting === undefined || !['queued', 'sending'].includes(waiting.state)) return undefined;
  const wasLost = waiting.state === 'sending';
  if (wasLost && now.getTime() - (waiting.claimedAt?.getTime() ?? 0) < claimHolds) return undefined;
  const held = wasLost ? undefined : await whyHeld(tx, waiting, now);
  if (held !== undefined) {
    const state = held.putOff === true ? 'queued' : 'dropped';
    await moveMessage(tx, { id, state, cause: held.cause, now });
    return undefined;
  }
  await claimMessage(tx, id, now);
  return { waiting, wasLost };
}

/**
 * One run of the job that sends a message. A message goes out once, though the job runs twice: it is claimed first, and
 * what was claimed by a run that never came back is not sent blindly again.
 * @throws PutOff where another attempt is worth it; the queue repeats the job.
 */
export async function deliver(
  database: Database,
  carriers: Carriers,
  id: number,
  clock: () => Date,
): Promise<void> {
  const service = serviceViewer('notices');
  const claimed = await database.as(service, (tx) => claim(tx, id, clock()));
  if (claimed === undefined) return;
  const { waiting } = claimed;
  const carrier = carriers[waiting.channel];
  const outcome = await sendOnce(carriers, claimed);
  await database.as(service, (tx) => settle(tx, waiting, carrier.name, outcome, clock()));
  if (outcome.is === 'later' && waiting.attempts + 1 < mostAttempts) throw new PutOff(outcome.cause);
}

async function sendOnce(carriers: Carriers, { waiting, wasLost }: Claim): Promise<SendingOutcome> {
  const carrier = carriers[waiting.channel];
  if (waiting.attempts > 0 && carrier.find !== undefined) {
    try {
      const id = await carrier.find(waiting.reference);
      if (id !== undefined) return { is: 'sent', id };
    } catch {
      return { is: 'later', cause: 'not-reached' };
    }
  } else if (wasLost) return { is: 'refused', cause: 'not-known' };
  const message: OutgoingMessage = {
    channel: waiting.channel,
    to: waiting.address,
    subject: waiting.subject,
    body: waiting.body,
    reference: waiting.reference,
  };
  return carrier.send(message);
}

async function settle(
  tx: Tx,
  waiting: Waiting,
  carrier: string,
  outcome: SendingOutcome,
  now: Date,
): Promise<void> {
  const { id } = waiting;
  if (outcome.is === 'sent') {
    await moveMessage(tx, { id, state: 'sent', carrier, carrierRef: outcome.id, now });
    return;
  }
  if (outcome.is === 'later' && waiting.attempts + 1 < mostAttempts) {
    await moveMessage(tx, { id, state: 'queued', carrier, cause: outcome.cause, now });
    return;
  }
  const cause = outcome.is === 'later' ? 'gave-up' : outcome.cause;
  await fail(tx, { id, consentId: waiting.consentId, carrier, cause, now });
}

async function fail(
  tx: Tx,
  failed: { id: number; consentId: number; carrier: string; cause: SendingCause; now: Date },
): Promise<void> {
  await moveMessage(tx, { ...failed, state: 'failed' });
  if (failed.cause === 'no-such-address') await breakConsent(tx, failed.consentId, failed.cause);
}

/** Asks what became of messages of the last three days that a carrier took. The number that came to an end. */
export async function readReceipts(database: Database, carriers: Carriers, now: Date): Promise<number> {
  const service = serviceViewer('notices');
  const since = new Date(now.getTime() - 3 * 86_400_000);
  const open = await database.as(service, (tx) => listOpen(tx, since));
  let settled = 0;
  for (const message of open) {
    const receipt = await carriers[message.channel].receipt?.(message.carrierRef).catch(() => undefined);
    if (receipt === undefined) continue;
    settled += 1;
    await database.as(service, async (tx) => {
      if (receipt.is === 'delivered') await moveMessage(tx, { id: message.id, state: 'delivered', now });
      else await fail(tx, { ...message, carrier: 'notify', cause: receipt.cause, now });
    });
  }
  return settled;
}
