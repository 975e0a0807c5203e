import { auditRan } from '../../access/audit-log.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { canonicalJson, sha256 } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import {
  correctEvent,
  countSent,
  type EventRow,
  insertEvents,
  keepEarlier,
  lockMatcher,
  lockStored,
  noteHeard,
  type StoredEvent,
  withdrawEvent,
} from './intake-store.ts';
import { readSending } from './read-event.ts';
import { hasKind, isFuture } from './rules.ts';
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
 * twice is one event; under the number of another it is refused, unless it says that it corrects that one. What it is about is found out afterwards.
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
  const outcomes = new Array<EventOutcome | undefined>(sent.length);
  // In rounds, so that an event and what is said of it later in one sending are taken in that order.
  for (const round of roundsOf(
    sent.map((value) => readOne(value, sender, rule, now)),
    outcomes,
  )) {
    const stored = await store(tx, sender, round, { how, now });
    for (const { place, id } of round) outcomes[place] = stored.get(id) ?? otherContent(id);
  }
  const done = outcomes.map((one, place) => one ?? otherContent(String(place)));
  await noteSending(tx, sender, done, how);
  return done;
}

/** One place of a sending that was read: an event, or a withdrawal of one. */
type Placed = { place: number; id: string } & ({ row: EventRow } | { row: null });

/** Each round has an id once; what was refused as it was read has its outcome already. */
function roundsOf(
  read: readonly (Omit<Placed, 'place'> | EventOutcome)[],
  outcomes: (EventOutcome | undefined)[],
): Placed[][] {
  const rounds: Map<string, Placed>[] = [];
  for (const [place, one] of read.entries()) {
    if ('is' in one) {
      outcomes[place] = one;
      continue;
    }
    let round = rounds.find((each) => !each.has(one.id));
    if (round === undefined) {
      round = new Map();
      rounds.push(round);
    }
    round.set(one.id, { ...one, place });
  }
  return rounds.map((round) => [...round.values()]);
}

const otherContent = (id: string): EventOutcome => ({
  id,
  is: 'refused',
  field: 'id',
  text: 'id was used for another event: send it with "status": "corrected" if this takes its place, or under an id of its own',
});

const neverSent = (id: string): EventOutcome => ({
  id,
  is: 'refused',
  field: 'id',
  text: 'id is of no event that this sender has sent',
});

function readOne(
  value: unknown,
  sender: Sender,
  rule: AlertRule,
  now: Date,
): { id: string; row: EventRow | null } | EventOutcome {
  const id = (value as { id?: unknown } | null)?.id;
  const refused = (field: string, text: string): EventOutcome => ({
    id: typeof id === 'string' ? id.slice(0, 100).toWellFormed().replaceAll('\0', '\uFFFD') : '',
    is: 'refused',
    field,
    text,
  });
  const read = readSending(value, now);
  if ('errors' in read)
    return refused(read.errors[0]?.field ?? 'event', read.errors.map(({ text }) => text).join('; '));
  if ('withdrawn' in read) return { id: read.withdrawn, row: null };
  const { event, change } = read;
  if (!sender.kinds.includes(event.kind))
    return refused(
      'kind',
      `kind ${event.kind} (${kindWords[event.kind]}) is not one that this sender may send`,
    );
  if (!hasKind(rule, event.kind))
    return refused(
      'kind',
      `kind ${event.kind} is not in the scheme’s rule alerts: its administrator adds it there`,
    );
  const ahead = isFuture(new Date(event.happenedAt), now, rule);
  if (ahead && rule.future.does === 'refuse')
    return refused('happenedAt', 'happenedAt lies ahead: events are sent when they have happened');
  const row: EventRow = {
    ...event,
    sha256: sha256(canonicalJson(event)),
    category: categoryOf[event.kind],
    state: ahead ? 'parked' : 'waiting',
    change,
  };
  return { id: event.id, row };
}

interface Taking {
  how: EventHow;
  now: Date;
}

/** What becomes of each id of one round. */
async function store(
  tx: Tx,
  sender: Sender,
  round: readonly Placed[],
  taking: Taking,
): Promise<Map<string, EventOutcome>> {
  if (round.length === 0) return new Map();
  const fresh = round.flatMap(({ row }) => (row !== null && row.change === null ? [row] : []));
  const made = new Map(
    fresh.length === 0
      ? []
      : (await insertEvents(tx, sender, fresh, taking.how, taking.now)).map(({ id }) => [id, true]),
  );
  const others = round.filter(({ id }) => !made.has(id));
  // The matcher may be about to say whose an event is that is being changed.
  if (others.some(({ row }) => row === null || row.change !== null)) await lockMatcher(tx);
  const known = new Map(
    (others.length === 0
      ? []
      : await lockStored(
          tx,
          sender.id,
          others.map(({ id }) => id),
        )
    ).map((one) => [one.id, one]),
  );
  const outcomes = new Map<string, EventOutcome>();
  for (const { id, row } of round)
    outcomes.set(
      id,
      made.has(id)
        ? { id, is: row?.state === 'parked' ? 'parked' : 'accepted' }
        : await changeOne(tx, id, row, known.get(id), taking),
    );
  return outcomes;
}

/** What is said again of an event that is known: the same, a correction, a withdrawal, or something else. */
async function changeOne(
  tx: Tx,
  id: string,
  row: EventRow | null,
  known: StoredEvent | undefined,
  { how, now }: Taking,
): Promise<EventOutcome> {
  if (known === undefined) return neverSent(id);
  const isWithdrawn = known.state === 'withdrawn';
  if (row === null) {
    if (isWithdrawn) return { id, is: 'repeated' };
    await keepEarlier(tx, known.row, 'withdrawn', now);
    await withdrawEvent(tx, known.row);
    return { id, is: 'withdrawn' };
  }
  if (row.change === null)
    return known.sha256 === row.sha256 || known.earlier.includes(row.sha256)
      ? { id, is: 'repeated' }
      : otherContent(id);
  if (known.sha256 === row.sha256 && !isWithdrawn) return { id, is: 'repeated' };
  if (!isWithdrawn) await keepEarlier(tx, known.row, 'corrected', now);
  const keepsPerson = canonicalJson(known.described) === canonicalJson(row.person) && !isWithdrawn;
  // What waits for a reviewer, or was decided by one, goes on so: who was meant has not changed.
  const stays = keepsPerson && (known.state === 'review' || known.state === 'dismissed');
  await correctEvent(tx, known.row, row, { how, now, keepsPerson, state: stays ? known.state : row.state });
  return { id, is: row.state === 'parked' ? 'parked' : 'corrected' };
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
      corrected: count('corrected'),
      withdrawn: count('withdrawn'),
      refused: count('refused'),
    },
  });
}
