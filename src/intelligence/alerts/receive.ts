import { auditRan } from '../../access/audit-log.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { canonicalJson, sha256 } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { countSent, type EventRow, insertEvents, listStored, noteHeard } from './intake-store.ts';
import { readEvent } from './read-event.ts';
import { isFuture } from './rules.ts';
import {
  type AlertRule,
  categoryOf,
  type EventHow,
  type EventOutcome,
  kindWords,
  type Sender,
} from './types.ts';

/** Most events of one sending. */
export const mostEvents = 500;

/**
 * Takes in what a sender sends: good events are kept, of each bad one it is said what is wrong and where. The same event
 * twice is one event; under the number of another it is refused. What it is about is found out afterwards.
 * @returns one outcome for each event, in the order sent.
 * @throws WaymarkError `too-many` where the sender has had its share of the minute: nothing of it was kept.
 */
export async function receiveEvents(
  tx: Tx,
  sender: Sender,
  sent: readonly unknown[],
  { how, now }: { how: EventHow; now: Date },
): Promise<EventOutcome[]> {
  const { body: rule } = await ruleInForce<AlertRule>(tx, sender.schemeId, 'alerts', londonDay(now));
  // Somebody of the agency brings a file in: it is as long as it is.
  if (
    how !== 'file' &&
    (await countSent(tx, sender.id, sent.length, now)) > (sender.perMinute ?? rule.perMinute)
  )
    throw new WaymarkError('too-many', {
      text: 'This sender has sent as many events as it may in one minute. Nothing of this sending was kept: send it again later.',
      data: { retryAfter: 60 - now.getUTCSeconds() },
    });
  await noteHeard(tx, sender.id, now);
  const outcomes: (EventOutcome | undefined)[] = [];
  const rows = new Map<string, EventRow>();
  const places = new Map<string, number[]>();
  for (const [place, value] of sent.entries()) {
    const read = readOne(value, sender, rule, now);
    if ('is' in read) {
      outcomes[place] = read;
      continue;
    }
    const before = rows.get(read.id);
    if (before !== undefined && before.sha256 !== read.sha256) outcomes[place] = otherContent(read.id);
    else {
      rows.set(read.id, before ?? read);
      places.set(read.id, [...(places.get(read.id) ?? []), place]);
    }
  }
  const stored = await store(tx, sender, [...rows.values()], { how, now });
  for (const [id, each] of places)
    for (const [index, place] of each.entries())
      outcomes[place] = index === 0 ? (stored.get(id) ?? otherContent(id)) : { id, is: 'repeated' };
  const done = outcomes.map((one, place) => one ?? otherContent(String(place)));
  await noteSending(tx, sender, done, how);
  return done;
}

const otherContent = (id: string): EventOutcome => ({
  id,
  is: 'refused',
  field: 'id',
  text: 'id was used for another event: send a correction under an id of its own',
});

function readOne(value: unknown, sender: Sender, rule: AlertRule, now: Date): EventRow | EventOutcome {
  const id = (value as { id?: unknown } | null)?.id;
  const refused = (field: string, text: string): EventOutcome => ({
    id: typeof id === 'string' ? id.slice(0, 100) : '',
    is: 'refused',
    field,
    text,
  });
  const read = readEvent(value, now);
  if ('errors' in read)
    return refused(read.errors[0]?.field ?? 'event', read.errors.map(({ text }) => text).join('; '));
  const { event } = read;
  if (!sender.kinds.includes(event.kind))
    return refused(
      'kind',
      `kind ${event.kind} (${kindWords[event.kind]}) is not one that this sender may send`,
    );
  const ahead = isFuture(new Date(event.happenedAt), now, rule);
  if (ahead && rule.future.does === 'refuse')
    return refused('happenedAt', 'happenedAt lies ahead: events are sent when they have happened');
  return {
    ...event,
    sha256: sha256(canonicalJson(event)),
    category: categoryOf[event.kind],
    state: ahead ? 'parked' : 'waiting',
  };
}

async function store(
  tx: Tx,
  sender: Sender,
  rows: readonly EventRow[],
  { how, now }: { how: EventHow; now: Date },
): Promise<Map<string, EventOutcome>> {
  if (rows.length === 0) return new Map();
  const made = new Set((await insertEvents(tx, sender, rows, how, now)).map(({ id }) => id));
  const others = rows.filter(({ id }) => !made.has(id)).map(({ id }) => id);
  const before = new Map(
    (others.length === 0 ? [] : await listStored(tx, sender.id, others)).map((one) => [one.id, one.sha256]),
  );
  return new Map(
    rows.map((row): [string, EventOutcome] => [
      row.id,
      made.has(row.id)
        ? { id: row.id, is: row.state === 'parked' ? 'parked' : 'accepted' }
        : before.get(row.id) === row.sha256
          ? { id: row.id, is: 'repeated' }
          : otherContent(row.id),
    ]),
  );
}

async function noteSending(
  tx: Tx,
  sender: Sender,
  done: readonly EventOutcome[],
  how: EventHow,
): Promise<void> {
  const count = (what: EventOutcome['is']): number => done.filter((one) => one.is === what).length;
  await auditRan(tx, {
    act: 'events:receive',
    subject: 'event_sender',
    subjectId: sender.id,
    detail: {
      how,
      accepted: count('accepted'),
      repeated: count('repeated'),
      parked: count('parked'),
      refused: count('refused'),
    },
  });
}
