import { serviceViewer } from '../../access/viewers.ts';
import type { Database } from '../../kernel/database.ts';
import { pumpOf } from './pump.ts';
import { mostEvents, receiveEvents } from './receive.ts';
import type { EventHow, EventOutcome, Sender } from './types.ts';

/**
 * Takes events in, in one transaction, and begins to tell of them. What becomes of each is in the order sent.
 * @throws WaymarkError `too-many`.
 */
export async function takeIn(
  database: Database,
  sender: Sender,
  sent: readonly unknown[],
  { how, now }: { how: EventHow; now: Date },
): Promise<EventOutcome[]> {
  const outcomes = await database.as(serviceViewer('events', 'events-receive'), (tx) =>
    receiveEvents(tx, sender, sent.slice(0, mostEvents), { how, now }),
  );
  // What it comes to is nobody's answer; the job of every minute looks after what fails here.
  if (outcomes.some(({ is }) => is === 'accepted' || is === 'corrected' || is === 'withdrawn'))
    pumpOf(database)
      .nudge(now)
      .catch(() => undefined);
  return outcomes;
}
